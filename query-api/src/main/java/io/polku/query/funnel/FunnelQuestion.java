package io.polku.query.funnel;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Condition;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Interval;
import io.polku.query.range.TimeRange;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a funnel.
 *
 * @param site whose events
 * @param ref the stored funnel, or {@link FunnelReport.Ref#AD_HOC}
 * @param computed whether its facts go on being computed; those of an older version end where the
 *     next one began
 * @param funnel its definition
 * @param range entries in it, in the site's time zone
 * @param interval length of the buckets of a series, or null for none
 * @param breakdown by what, or null for nothing
 * @param filter which subjects are counted, by the event that enters of the chain that counts
 */
public record FunnelQuestion(
    Site site,
    FunnelReport.Ref ref,
    boolean computed,
    FunnelDefinition funnel,
    TimeRange range,
    @Nullable Interval interval,
    @Nullable Attribute breakdown,
    Filter filter) {
  /** A question about all subjects. */
  public FunnelQuestion(
      Site site,
      FunnelReport.Ref ref,
      boolean computed,
      FunnelDefinition funnel,
      TimeRange range,
      @Nullable Interval interval,
      @Nullable Attribute breakdown) {
    this(site, ref, computed, funnel, range, interval, breakdown, Filter.NONE);
  }

  /** The same of another range, as one figure: without a series and a breakdown. */
  public FunnelQuestion of(TimeRange other) {
    return new FunnelQuestion(site, ref, computed, funnel, other, null, null, filter);
  }

  /** The same of another range. */
  public FunnelQuestion over(TimeRange other) {
    return new FunnelQuestion(site, ref, computed, funnel, other, interval, breakdown, filter);
  }

  /** The same, broken down by something else, or by nothing. */
  public FunnelQuestion by(@Nullable Attribute attribute) {
    return new FunnelQuestion(site, ref, computed, funnel, range, interval, attribute, filter);
  }

  /** What is asked of the entering event: the breakdown, and what the filter asks for. */
  Stream<Attribute> attributes() {
    return Stream.concat(
        Stream.ofNullable(breakdown), filter.conditions().stream().map(Condition::by));
  }
}
