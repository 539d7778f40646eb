package io.polku.query.alert;

import io.polku.contract.alert.AlertRule.Metric;
import io.polku.contract.definition.Definition.Site;
import io.polku.query.range.TimeRange;
import java.time.Instant;

/** Where figures come from. */
interface Figures {
  /** What came of asking for one. */
  sealed interface Answer {
    /** It is known. */
    record Known(Figure figure) implements Answer {}

    /** It will be, somewhat later. */
    record NotYet() implements Answer {}

    /**
     * It cannot be, unless definitions change.
     *
     * @param reason for people
     */
    record Never(String reason) implements Answer {}
  }

  /** How far the log has been processed. */
  Instant asOf();

  /**
   * Before which a period must have ended so that nothing but late events can change its figure.
   *
   * @param asOf how far the log has been processed
   */
  Instant completeThrough(Site site, Metric metric, Instant asOf);

  /**
   * The figure of a period.
   *
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  Answer of(Site site, Metric metric, TimeRange range, Instant asOf);
}
