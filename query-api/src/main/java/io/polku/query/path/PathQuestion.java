package io.polku.query.path;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.report.PathReport.By;
import io.polku.contract.report.PathReport.Group;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.range.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of paths.
 *
 * @param site whose events
 * @param range sessions that began in it; with a step of a funnel, entries in it
 * @param filter which sessions; with a step of a funnel, the funnel's own filter is asked instead
 * @param start from where, or null for where sessions enter, unless there is an end
 * @param end to where, or null
 * @param funnel the funnel whose step {@code start} or {@code end} is, or null where neither is
 * @param by what nodes are
 * @param group whether paths are folded
 * @param depth from 1
 * @param valuesMax most values of a depth with a node of their own
 */
public record PathQuestion(
    Site site,
    TimeRange range,
    Filter filter,
    @Nullable PathPoint start,
    @Nullable PathPoint end,
    @Nullable FunnelQuestion funnel,
    By by,
    Group group,
    int depth,
    int valuesMax) {
  /** Refuses impossible questions. */
  public PathQuestion {
    var steps = (start instanceof PathPoint.Step ? 1 : 0) + (end instanceof PathPoint.Step ? 1 : 0);
    if (steps > 1) {
      throw new IllegalArgumentException(
          "end: a step of a funnel, as start (expected: at most one of both)");
    }
    if (steps == 1 && funnel == null) {
      throw new IllegalArgumentException("funnel: none (expected: that of the step)");
    }
  }

  /** The step among its points, or null. */
  PathPoint.@Nullable Step step() {
    if (start instanceof PathPoint.Step step) {
      return step;
    }
    return end instanceof PathPoint.Step step ? step : null;
  }
}
