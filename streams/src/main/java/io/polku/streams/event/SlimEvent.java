package io.polku.streams.event;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.WayOut;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What sessions and funnels need of an event, and nothing else. Held in a visitor's state as long
 * as an event before it may still come. Immutable.
 */
public final class SlimEvent {
  /** The order of a visitor's events, as {@link Event#ORDER}. */
  public static final Comparator<SlimEvent> ORDER =
      Comparator.comparingLong(SlimEvent::timeMillis)
          .thenComparingInt(SlimEvent::seq)
          .thenComparing(SlimEvent::eventId);

  /** What sessions and ways out count an event as; follows from its name. */
  public enum Kind {
    PAGE_VIEW,
    PURCHASE,
    CLICK,
    /** May lie between the steps of a strict funnel. */
    PASSIVE,
    OTHER;

    /** The kind of all events of a name. */
    public static Kind of(String name) {
      return switch (name) {
        case WayOut.PAGE_VIEW -> PAGE_VIEW;
        case PURCHASE_NAME -> PURCHASE;
        case WayOut.CLICK -> CLICK;
        default -> WayOut.isPassive(name) ? PASSIVE : OTHER;
      };
    }
  }

  private static final String PURCHASE_NAME = "purchase";

  private final long timeMillis;
  private final int seq;
  private final EventId id;
  private final EventName name;
  private final double value;
  private final String userId;
  private final String path;
  private final Traits traits;
  private final String label;
  private final @Nullable Signal signal;
  private final Roles roles;

  /**
   * @param value what a purchase is worth; 0 for every other event
   * @param label what a click was on ({@link WayOut#clickLabel}); "" for every other event
   * @param signal {@link WayOut#signal} of the event
   * @param roles what it is to the site's live funnels
   */
  public SlimEvent(
      long timeMillis,
      int seq,
      EventId id,
      EventName name,
      double value,
      String userId,
      String path,
      Traits traits,
      String label,
      @Nullable Signal signal,
      Roles roles) {
    this.timeMillis = timeMillis;
    this.seq = seq;
    this.id = id;
    this.name = name;
    this.value = value;
    this.userId = userId;
    this.path = path;
    this.traits = traits;
    this.label = label;
    this.signal = signal;
    this.roles = roles;
  }

  /**
   * Reduces an event.
   *
   * @param likely traits that it probably has; they are shared then
   */
  public static SlimEvent of(Event event, Roles roles, @Nullable Traits likely) {
    var traits = Traits.of(event);
    var value = event.value();
    return new SlimEvent(
        event.timeMillis(),
        event.seq(),
        EventId.of(event.id()),
        EventName.of(event.name()),
        value != null && event.name().equals(PURCHASE_NAME) ? value : 0,
        event.userId(),
        event.page().path(),
        likely != null && likely.equals(traits) ? likely : traits,
        event.name().equals(WayOut.CLICK) ? WayOut.clickLabel(event) : "",
        WayOut.signal(event),
        roles);
  }

  public long timeMillis() {
    return timeMillis;
  }

  public int seq() {
    return seq;
  }

  public String id() {
    return id.text();
  }

  public EventId eventId() {
    return id;
  }

  public EventName name() {
    return name;
  }

  /** {@link NameHash#of} of the name. */
  public int nameHash() {
    return NameHash.of(name.text());
  }

  public Kind kind() {
    return name.kind();
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

  public String label() {
    return label;
  }

  public @Nullable Signal signal() {
    return signal;
  }

  /** As {@link WayOut#ends} of its name. */
  public boolean endsWayOut() {
    return kind() != Kind.CLICK && kind() != Kind.PASSIVE;
  }

  /** As {@link WayOut#next}. */
  public String next() {
    return kind() == Kind.PAGE_VIEW && !path.isEmpty() ? path : WayOut.EVENT + name.text();
  }

  /** What the event is to the funnel in that place: see {@link Roles#mask}. */
  public int mask(int funnel) {
    return roles.mask(funnel);
  }

  /** Values that the event carries for the funnel in that place: see {@link Roles#values}. */
  public List<String> values(int funnel) {
    return roles.values(funnel);
  }
}
