package io.polku.streams.visitor;

/** Which row of a visitor: what stays the same while the row is corrected. */
sealed interface RowKey {
  /** A session, by its start. */
  record SessionKey(long startMillis) implements RowKey {}

  /**
   * A funnel fact.
   *
   * @param funnel number of the funnel in {@link SiteRules#funnels}
   * @param sessionStartMillis 0 where the subject is the visitor
   * @param day the entry day, in days since 1970-01-01
   * @param value the value it is about, or "" where the funnel holds none
   */
  record DayKey(int funnel, long sessionStartMillis, int day, String value) implements RowKey {}
}
