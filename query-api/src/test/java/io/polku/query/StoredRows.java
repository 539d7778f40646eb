package io.polku.query;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.session.Session;

/** The rows of {@link io.polku.testkit.stored.StoredRows}, under a name that is near. */
public final class StoredRows {
  private StoredRows() {}

  /** A row of {@code events}. */
  public static String event(Event event, boolean late) {
    return io.polku.testkit.stored.StoredRows.event(event, late);
  }

  /** A row of {@code funnel_facts}. */
  public static String fact(String site, FunnelFact fact, long ver) {
    return io.polku.testkit.stored.StoredRows.fact(site, fact, ver);
  }

  /** A row of {@code sessions}. */
  public static String session(String site, Session session) {
    return io.polku.testkit.stored.StoredRows.session(site, session);
  }

  /** A time as ClickHouse reads it. */
  public static String time(long epochMillis) {
    return io.polku.testkit.stored.StoredRows.time(epochMillis);
  }
}
