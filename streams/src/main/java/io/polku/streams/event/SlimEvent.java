package io.polku.streams.event;

import io.polku.contract.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What sessions and funnels need of an event, and nothing else. Held in a visitor's state as long
 * as an event before it may still come. Immutable.
 */
public final class SlimEvent {
  /** The order of a visitor's events, as {@link Event#ORDER}. */
  public static final Comparator<SlimEvent> ORDER =
      Comparator.comparingLong(SlimEvent::timeMillis)
          .thenComparingInt(SlimEvent::seq)
          .thenComparing(SlimEvent::id, SlimEvent::compareBytes);

  /** What a session counts an event as. */
  public enum Kind {
    PAGE_VIEW,
    PURCHASE,
    OTHER
  }

  private static final String PAGE_VIEW_NAME = "page_view";
  private static final String PURCHASE_NAME = "purchase";
  private static final int[] NO_STEPS = {};

  private final long timeMillis;
  private final int seq;
  private final String id;
  private final int nameHash;
  private final Kind kind;
  private final double value;
  private final String userId;
  private final String path;
  private final Traits traits;
  private final int[] steps;

  /**
   * @param nameHash {@link NameHash#of} of the event's name
   * @param value what a purchase is worth; 0 for every other event
   * @param steps a bit mask a funnel, in the order of the site's live funnels: bit k−1 says that
   *     the event can serve as step k. What is missing at the end is 0. Not copied.
   */
  public SlimEvent(
      long timeMillis,
      int seq,
      String id,
      int nameHash,
      Kind kind,
      double value,
      String userId,
      String path,
      Traits traits,
      int[] steps) {
    this.timeMillis = timeMillis;
    this.seq = seq;
    this.id = id;
    this.nameHash = nameHash;
    this.kind = kind;
    this.value = value;
    this.userId = userId;
    this.path = path;
    this.traits = traits;
    this.steps = steps;
  }

  /**
   * Reduces an event.
   *
   * @param steps as in the constructor
   */
  public static SlimEvent of(Event event, int[] steps) {
    var kind =
        switch (event.name()) {
          case PAGE_VIEW_NAME -> Kind.PAGE_VIEW;
          case PURCHASE_NAME -> Kind.PURCHASE;
          default -> Kind.OTHER;
        };
    var value = event.value();
    return new SlimEvent(
        event.timeMillis(),
        event.seq(),
        event.id(),
        NameHash.of(event.name()),
        kind,
        kind == Kind.PURCHASE && value != null ? value : 0,
        event.userId(),
        event.page().path(),
        Traits.of(event),
        steps);
  }

  private static int compareBytes(String left, String right) {
    return Arrays.compareUnsigned(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  /** Steps of an event that is part of no funnel. */
  public static int[] noSteps() {
    return NO_STEPS;
  }

  public long timeMillis() {
    return timeMillis;
  }

  public int seq() {
    return seq;
  }

  public String id() {
    return id;
  }

  public int nameHash() {
    return nameHash;
  }

  public Kind kind() {
    return kind;
  }

  public double value() {
    return value;
  }

  public String userId() {
    return userId;
  }

  public String path() {
    return path;
  }

  public Traits traits() {
    return traits;
  }

  /** Which steps of the funnel in that place the event can serve as: bit k−1 for step k. */
  public int steps(int funnel) {
    return funnel < steps.length ? steps[funnel] : 0;
  }
}
