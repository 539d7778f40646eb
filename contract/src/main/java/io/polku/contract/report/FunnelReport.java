package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.Unit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far subjects came. A range counts each subject once, at the furthest it came on any entry day
 * of the range, so the buckets of a series do not add up to the range.
 *
 * @param funnel which one
 * @param unit what is counted: each subject once, or each pair of subject and value it held
 * @param source what it was computed from
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param completeThrough entries before it change only through late events and imports: {@code
 *     asOf} minus the longest time the funnel allows minus grace
 * @param dataVersion changes whenever something of the site was stored
 * @param lateEvents events of the site that came later than the grace allows
 * @param capped visitors or sessions of the range with more values on one day than are looked at
 * @param leftOut visitors of the site that no report holds, for they had too many events
 * @param steps the range
 * @param series by bucket of the entry; empty unless an interval was asked for
 * @param breakdown by value at the entry, most entered first; empty unless asked for
 * @param breakdownBy what it is broken down by, or null
 * @param filter which subjects are meant; none is all
 * @param compared another range, or null unless asked for
 * @param losses what was measured to be lost between a step and the next; null where it is not
 *     measured yet, empty where it cannot be
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FunnelReport(
    Ref funnel,
    Unit unit,
    Source source,
    Instant from,
    Instant to,
    Instant asOf,
    Instant completeThrough,
    String dataVersion,
    long lateEvents,
    long capped,
    long leftOut,
    List<ReportStep> steps,
    List<Bucket> series,
    List<Row> breakdown,
    @Nullable Attribute breakdownBy,
    Filter filter,
    @Nullable Compared compared,
    @Nullable List<StepLoss> losses) {
  /** Values of a breakdown that get a row of their own; the others share one. */
  public static final int BREAKDOWN_VALUES_MAX = 50;

  /** The value of the row that holds the rest. */
  public static final String OTHER = "(other)";

  /** Copies the lists. */
  public FunnelReport {
    steps = List.copyOf(steps);
    series = List.copyOf(series);
    breakdown = List.copyOf(breakdown);
    losses = losses == null ? null : List.copyOf(losses);
  }

  /** Of what the values of the breakdown are, or null. */
  @JsonProperty("breakdown_scope")
  public Attribute.@Nullable Scope breakdownScope() {
    return breakdownBy == null ? null : breakdownBy.scope();
  }

  /** The same with what was lost between its steps. */
  public FunnelReport withLosses(@Nullable List<StepLoss> measured) {
    return new FunnelReport(
        funnel,
        unit,
        source,
        from,
        to,
        asOf,
        completeThrough,
        dataVersion,
        lateEvents,
        capped,
        leftOut,
        steps,
        series,
        breakdown,
        breakdownBy,
        filter,
        compared,
        measured);
  }

  /** The same beside another range. */
  public FunnelReport withCompared(Compared other) {
    return new FunnelReport(
        funnel,
        unit,
        source,
        from,
        to,
        asOf,
        completeThrough,
        dataVersion,
        lateEvents,
        capped,
        leftOut,
        steps,
        series,
        breakdown,
        breakdownBy,
        filter,
        other,
        losses);
  }

  /**
   * The funnel a report is about.
   *
   * @param id null when it is not stored
   * @param version null when it is not stored
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Ref(@Nullable String id, @Nullable Integer version) {
    /** A funnel that is not stored. */
    public static final Ref AD_HOC = new Ref(null, null);
  }

  /**
   * The subjects that entered in one bucket.
   *
   * @param from its start, not before the range's
   * @param to its end, exclusive, not after the range's
   * @param complete whether it lies before {@code complete_through}
   * @param steps how far they came
   */
  public record Bucket(Instant from, Instant to, boolean complete, List<ReportStep> steps) {
    /** Copies the steps. */
    public Bucket {
      steps = List.copyOf(steps);
    }
  }

  /**
   * The subjects that entered with one value.
   *
   * @param value "" where it is not known, {@link #OTHER} for the rest
   * @param other whether this row holds all values that have none of their own
   * @param steps how far they came
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Row(String value, boolean other, List<ReportStep> steps) {
    /** Copies the steps. */
    public Row {
      steps = List.copyOf(steps);
    }
  }
}
