package io.polku.query.link;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Filter;
import io.polku.contract.report.Interval;
import io.polku.contract.report.LinkAnswer;
import io.polku.query.range.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * What is asked about a link.
 *
 * @param site the site
 * @param link the link
 * @param range page views shown in it
 * @param filter which page views
 * @param interval length of the buckets of the series, or null for none
 * @param breakdown what the page view tells, or null for none; nothing that is known of sessions
 *     alone
 */
public record LinkQuestion(
    Site site,
    LinkAnswer link,
    TimeRange range,
    Filter filter,
    @Nullable Interval interval,
    @Nullable Attribute breakdown) {
  /** Refuses a breakdown that a page view does not tell. */
  public LinkQuestion {
    if (breakdown instanceof Attribute.OfSession || breakdown instanceof Attribute.ItemField) {
      throw new IllegalArgumentException(
          breakdown.text() + " (expected: a dimension or prop:NAME, which a page view tells)");
    }
  }
}
