package io.polku.query.funnel;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Interval;
import io.polku.query.range.TimeRange;
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
 */
public record FunnelQuestion(
    Site site,
    FunnelReport.Ref ref,
    boolean computed,
    FunnelDefinition funnel,
    TimeRange range,
    @Nullable Interval interval,
    @Nullable Breakdown breakdown) {
  /** The same of another range. */
  public FunnelQuestion over(TimeRange other) {
    return new FunnelQuestion(site, ref, computed, funnel, other, interval, breakdown);
  }
}
