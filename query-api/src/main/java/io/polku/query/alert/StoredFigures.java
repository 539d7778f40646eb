package io.polku.query.alert;

import io.polku.contract.alert.AlertRule.Metric;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.LinkAnswer;
import io.polku.contract.report.ReportStep;
import io.polku.query.definition.Funnels;
import io.polku.query.definition.SavedDefinitions;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.link.LinkQuestion;
import io.polku.query.link.LinkReports;
import io.polku.query.quality.LossReports;
import io.polku.query.range.TimeRange;
import io.polku.query.store.DataState;
import io.polku.query.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** As the reports have them. Thread-safe; blocks on ClickHouse. */
final class StoredFigures implements Figures {
  private final Funnels funnels;
  private final SavedDefinitions<Link> links;
  private final FunnelReports funnelReports;
  private final LinkReports linkReports;
  private final LossReports losses;
  private final DataState.Reader states;
  private final Supplier<Instant> asOf;

  StoredFigures(
      Funnels funnels,
      SavedDefinitions<Link> links,
      FunnelReports funnelReports,
      LinkReports linkReports,
      LossReports losses,
      DataState.Reader states,
      Supplier<Instant> asOf) {
    this.funnels = funnels;
    this.links = links;
    this.funnelReports = funnelReports;
    this.linkReports = linkReports;
    this.losses = losses;
    this.states = states;
    this.asOf = asOf;
  }

  @Override
  public Instant asOf() {
    return asOf.get();
  }

  @Override
  public Instant completeThrough(Site site, Metric metric, Instant moment) {
    return switch (metric) {
      case Metric.FunnelRate(var id, var _) ->
          funnels
              .find(site.site(), id)
              .map(funnel -> moment.minus(funnel.funnel().span()).minus(site.grace()))
              .orElse(moment);
      // Clicks, and what numbers tell of losses, come within the session of the page view.
      // What is not later than the grace may still come, from a spool or a browser's own store.
      case Metric.LinkShare _ -> moment.minus(longer(site.gap(), site.grace()));
      case Metric.Loss _ -> moment.minus(longer(longer(site.gap(), site.grace()), losses.grace()));
      case Metric.Lag _ -> moment;
    };
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  @Override
  public Answer of(Site site, Metric metric, TimeRange range, Instant moment) {
    try {
      return figure(site, metric, range, moment);
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.TOO_EXPENSIVE) {
        throw e;
      }
      return new Answer.Never("figure: costs more than one may (expected: a shorter period)");
    }
  }

  private Answer figure(Site site, Metric metric, TimeRange range, Instant moment) {
    return switch (metric) {
      case Metric.FunnelRate(var id, var step) -> funnel(site, id, step, range, moment);
      case Metric.LinkShare(var id) ->
          links
              .find(site.site(), id)
              .map(link -> link(site, link, range, moment))
              .orElseGet(() -> new Answer.Never(unknownLink(id)));
      case Metric.Loss _ ->
          losses
              .report(site.site(), range.from(), range.to(), moment)
              .<Answer>map(
                  loss -> {
                    var total = loss.total();
                    return new Answer.Known(
                        new Figure(
                            total.rate(), total.interval(), total.expected(), total.pageViews()));
                  })
              .orElseGet(Answer.NotYet::new);
      case Metric.Lag _ -> throw new IllegalArgumentException("lag: is of now, not of a period");
    };
  }

  private Answer funnel(
      Site site, String id, @Nullable Integer step, TimeRange range, Instant moment) {
    var found = funnels.find(site.site(), id);
    if (found.isEmpty()) {
      return new Answer.Never("funnel: " + id + " (expected: one that is stored)");
    }
    var version = found.get();
    var steps = version.funnel().steps();
    if (step != null && step > steps.size()) {
      return new Answer.Never("step: " + step + " (expected: 2 to " + steps.size() + ")");
    }
    var question =
        new FunnelQuestion(
            site,
            new FunnelReport.Ref(version.id(), version.version()),
            true,
            version.funnel(),
            range,
            null,
            null);
    var counted = funnelReports.report(question, states.of(site.site()), moment).steps();
    return new Answer.Known(step == null ? whole(counted) : ofStep(counted, step));
  }

  private static Figure whole(List<ReportStep> steps) {
    var last = steps.getLast();
    var entered = steps.getFirst().entered();
    return new Figure(last.rateFirst(), last.intervalFirst(), entered, entered);
  }

  private static Figure ofStep(List<ReportStep> steps, int index) {
    var step = steps.get(index - 1);
    var previous = index - 2;
    while (previous > 0 && steps.get(previous).optional()) {
      previous--;
    }
    var base = steps.get(previous).entered();
    return new Figure(step.ratePrevious(), step.intervalPrevious(), base, base);
  }

  private Answer link(Site site, Link link, TimeRange range, Instant moment) {
    var question = new LinkQuestion(site, LinkAnswer.of(link), range, Filter.NONE, null, null);
    var totals = linkReports.report(question, states.of(site.site()), moment).totals();
    return new Answer.Known(
        new Figure(totals.rate(), totals.interval(), totals.views(), totals.visitors()));
  }

  /** Why a link cannot be asked for. */
  static String unknownLink(String id) {
    return "link: " + Objects.requireNonNull(id) + " (expected: one that is saved)";
  }
}
