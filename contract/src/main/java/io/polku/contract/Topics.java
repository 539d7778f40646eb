package io.polku.contract;

/**
 * Names of the Kafka topics. All but the audit log have the same number of partitions ({@value
 * #PARTITIONS_DEFAULT} unless set at creation) and stamp records with the broker's clock ({@code
 * LogAppendTime}).
 */
public final class Topics {
  /** Accepted events, keyed by {@link VisitorKey}; values are {@code event.Event} as JSON. */
  public static final String EVENTS = "polku.events.v1";

  /** One record holds all rows of one change, keyed as the event that caused it. */
  public static final String CHANGES = "polku.changes.v1";

  /** Dead letters: what was refused, why, and the original. Keyed by site. */
  public static final String REJECTED = "polku.rejected.v1";

  /**
   * Sites and funnel versions. Compacted, and written once to every partition, so that the task of
   * each events partition reads them all.
   */
  public static final String DEFINITIONS = "polku.definitions.v1";

  /**
   * Visitors who are to be rebuilt from what is stored of them, keyed by {@link VisitorKey}; values
   * are {@code history.RebuildRequest}. Lies in the partition of the visitor's events.
   */
  public static final String REBUILDS = "polku.rebuilds.v1";

  /**
   * What is stored of visitors, on its way back to the streams, keyed by {@link VisitorKey}; values
   * are {@code history.History}. Lies in the partition of the visitor's events.
   */
  public static final String HISTORY = "polku.history.v1";

  /**
   * Who has changed which definition, keyed by site; values are {@code audit.AuditRecord}. Of one
   * partition, and kept for {@value #AUDIT_DAYS} days.
   */
  public static final String AUDIT = "polku.audit.v1";

  /** How long it is kept who has changed what. */
  public static final int AUDIT_DAYS = 400;

  /**
   * Visitors who are to be erased, keyed by {@link VisitorKey}; values are {@code
   * erasure.EraseRequest}. Lies in the partition of the visitor's events.
   */
  public static final String ERASURES = "polku.erasures.v1";

  /** Partitions of each topic unless set at creation. */
  public static final int PARTITIONS_DEFAULT = 4;

  private Topics() {}
}
