package io.polku.ingest.publish;

/** What is not to be published any more of what lay in the spool. Thread-safe. */
public interface SpoolFilter {
  /** Whether it can be said already; nothing leaves the spool before. */
  boolean isReady();

  /** Whether the record is to be removed from the spool without being published. */
  boolean isUnwanted(Outgoing record);
}
