package io.polku.streams.funnel;

import io.polku.streams.event.SlimEvent;
import java.util.function.LongToIntFunction;

/** An event as it happens to its visitor: with the place it has among the others. */
public final class Occurrence {
  private static final int NOT_ASKED = Integer.MIN_VALUE;

  private final SlimEvent event;
  private final String lastPage;
  private final LongToIntFunction dayOf;
  private int day = NOT_ASKED;

  /**
   * @param lastPage path of the event, or of the latest one before it in its session that has one;
   *     "" if none has
   * @param dayOf the day of a time in the site's zone, in days since 1970-01-01
   */
  public Occurrence(SlimEvent event, String lastPage, LongToIntFunction dayOf) {
    this.event = event;
    this.lastPage = lastPage;
    this.dayOf = dayOf;
  }

  /** The event. */
  public SlimEvent event() {
    return event;
  }

  long timeMillis() {
    return event.timeMillis();
  }

  String lastPage() {
    return lastPage;
  }

  /** The day it happened, worked out when it is first asked for. */
  int day() {
    if (day == NOT_ASKED) {
      day = dayOf.applyAsInt(event.timeMillis());
    }
    return day;
  }
}
