package io.polku.streams.sink;

import java.util.Locale;

/**
 * The tables that are written, in the order in which they are: what tells of the others is last.
 */
enum SinkTable {
  EVENTS(true),
  DUPLICATES(true),
  REJECTED(true),
  HELD(false),
  SESSIONS(false),
  FUNNEL_FACTS(false),
  LEFT_OUT(false),
  FUNNEL_PROGRESS(false),
  DATA_VERSIONS(false);

  /**
   * Whether every row counts, at most one for each record of the topic, so that none may be there
   * twice. Rows of the others replace each other by key: there, a row too much changes nothing.
   */
  private final boolean counted;

  SinkTable(boolean counted) {
    this.counted = counted;
  }

  boolean counted() {
    return counted;
  }

  /** Name in ClickHouse. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
