package io.polku.streams.sink;

import java.util.Locale;

/**
 * The tables that are written, in the order in which they are: what tells of the others is last.
 */
enum SinkTable {
  EVENTS(false),
  DUPLICATES(false),
  REJECTED(false),
  SESSIONS(true),
  FUNNEL_FACTS(true),
  FUNNEL_PROGRESS(false),
  DATA_VERSIONS(false);

  /** Whether one record of the topic can make several rows, told apart by {@code _index}. */
  private final boolean indexed;

  SinkTable(boolean indexed) {
    this.indexed = indexed;
  }

  boolean indexed() {
    return indexed;
  }

  /** Name in ClickHouse. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
