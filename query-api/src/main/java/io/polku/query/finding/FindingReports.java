package io.polku.query.finding;

import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Signal;
import io.polku.contract.report.DetourReport;
import io.polku.contract.report.Explanation;
import io.polku.contract.report.FindingReport;
import io.polku.contract.report.FindingReport.Finding;
import io.polku.contract.report.FindingReport.Kind;
import io.polku.contract.report.FindingReport.Trend;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.FunnelValue;
import io.polku.contract.report.LinkAnswer;
import io.polku.contract.report.Rates;
import io.polku.query.detour.DetourReports;
import io.polku.query.detour.DetourReports.Way;
import io.polku.query.explain.ExplanationReports;
import io.polku.query.finding.Candidate.Figures;
import io.polku.query.friction.FrictionReports;
import io.polku.query.friction.FrictionReports.Tested;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.funnel.FunnelValues;
import io.polku.query.funnel.StepWorth;
import io.polku.query.link.LinkQuestion;
import io.polku.query.link.LinkReports;
import io.polku.query.range.TimeRange;
import io.polku.query.statistics.FalseDiscovery;
import io.polku.query.store.DataState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong on a site, from the other reports' figures. All tests of an answer are
 * one-sided, and together held to {@link FindingReport#LEVEL}. Asks at most some hundred
 * statements, whatever the site has. Thread-safe; blocks on ClickHouse.
 */
public final class FindingReports {
  /** Most steps of all funnels together, in the order of the funnels' ids. */
  private static final int STEPS_MAX = 20;

  /** Most intended links, in the order of their ids. */
  private static final int LINKS_MAX = 20;

  private final FunnelReports reports;
  private final FunnelValues values;
  private final FrictionReports friction;
  private final DetourReports detours;
  private final ExplanationReports explanations;
  private final LinkReports links;

  /** All that findings are made of. */
  public FindingReports(
      FunnelReports reports,
      FunnelValues values,
      FrictionReports friction,
      DetourReports detours,
      ExplanationReports explanations,
      LinkReports links) {
    this.reports = reports;
    this.values = values;
    this.friction = friction;
    this.detours = detours;
    this.explanations = explanations;
    this.links = links;
  }

  /**
   * What is asked.
   *
   * @param site the site
   * @param funnels its funnels
   * @param links its intended links
   * @param range what is looked at
   * @param before the range that it is compared with, which ends where that begins
   */
  public record Question(
      Site site, List<FunnelVersion> funnels, List<Link> links, TimeRange range, TimeRange before) {
    /** Copies the lists. */
    public Question {
      funnels = List.copyOf(funnels);
      links = List.copyOf(links);
    }
  }

  /** A step of a funnel that has a next one. */
  private record Place(FunnelQuestion question, int step) {}

  /** A candidate that passed. */
  private record Passed(Candidate candidate, double q) {}

  /**
   * The findings.
   *
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public FindingReport report(Question question, DataState state, Instant asOf) {
    var all = places(question);
    var places = all.stream().limit(STEPS_MAX).toList();
    var asked = question.links().stream().limit(LINKS_MAX).toList();
    var candidates = new ArrayList<Candidate>();
    places.stream()
        .map(Place::question)
        .distinct()
        .forEach(each -> candidates.addAll(fell(each, question.before(), state, asOf)));
    places.forEach(place -> candidates.addAll(friction(place, asOf)));
    places.forEach(place -> candidates.addAll(detours(place, asOf)));
    asked.forEach(link -> candidates.addAll(link(question, link)));
    var qValues =
        FalseDiscovery.qValues(candidates.stream().map(each -> each.figures().p()).toList());
    var passed =
        IntStream.range(0, candidates.size())
            .filter(i -> qValues.get(i) <= FindingReport.LEVEL)
            .mapToObj(i -> new Passed(candidates.get(i), qValues.get(i)))
            .toList();
    var teller = new Teller(question, state, asOf);
    return new FindingReport(
        question.range().from(),
        question.range().to(),
        new Explanation.Period(question.before().from(), question.before().to()),
        asOf,
        state.version(),
        FindingReport.LEVEL,
        candidates.size(),
        (int) places.stream().map(Place::question).distinct().count(),
        asked.size(),
        notes(question, all.size(), places.size(), asked.size()),
        teller.told(named(ofKinds(passed, Kind.FRICTION, Kind.FELL))),
        teller.told(ofKinds(passed, Kind.DETOUR, Kind.DETOUR)),
        teller.told(ofKinds(passed, Kind.LINK, Kind.LINK)));
  }

  private static List<String> notes(Question question, int steps, int lookedAt, int links) {
    var notes = new ArrayList<String>();
    if (question.funnels().isEmpty()) {
      notes.add("No funnel is defined: breaks and misleading pages need one.");
    }
    if (question.links().isEmpty()) {
      notes.add("No intended link is declared: missed links need one.");
    }
    if (lookedAt < steps) {
      notes.add(
          "Only the first " + lookedAt + " of " + steps + " steps of all funnels were looked at.");
    }
    if (links < question.links().size()) {
      notes.add(
          "Only the first "
              + links
              + " of "
              + question.links().size()
              + " intended links were looked at.");
    }
    return notes;
  }

  private static List<Place> places(Question question) {
    return question.funnels().stream()
        .map(
            version ->
                new FunnelQuestion(
                    question.site(),
                    new FunnelReport.Ref(version.id(), version.version()),
                    true,
                    version.funnel(),
                    question.range(),
                    null,
                    null,
                    Filter.NONE))
        .flatMap(
            asked ->
                IntStream.range(1, asked.funnel().steps().size())
                    .filter(number -> !asked.funnel().steps().get(number - 1).optional())
                    .mapToObj(number -> new Place(asked, number)))
        .toList();
  }

  private List<Candidate> fell(
      FunnelQuestion question, TimeRange before, DataState state, Instant asOf) {
    var now = reports.report(question, state, asOf).steps();
    var then = reports.report(question.over(before), state, asOf).steps();
    var candidates = new ArrayList<Candidate>();
    for (var i = 0; i < now.size() - 1; i++) {
      var decided = now.get(i).converted() + now.get(i).dropped();
      var decidedThen = then.get(i).converted() + then.get(i).dropped();
      var figures =
          now.get(i).optional()
              ? null
              : Tests.fell(then.get(i).converted(), decidedThen, now.get(i).converted(), decided);
      if (figures != null) {
        candidates.add(
            new Candidate(Kind.FELL, question, i + 1, "", "", "", null, "", true, figures));
      }
    }
    return candidates;
  }

  private List<Candidate> friction(Place place, Instant asOf) {
    return friction.signs(place.question(), place.step(), asOf).stream()
        .filter(Tested::enough)
        .map(
            sign ->
                new Candidate(
                    Kind.FRICTION,
                    place.question(),
                    place.step(),
                    "",
                    "",
                    sign.page(),
                    sign.sign(),
                    sign.detail(),
                    sign.whole(),
                    Figures.of(
                        sign.subjects(),
                        Rates.of(sign.converted(), sign.converted() + sign.lost()),
                        sign.strata())))
        .toList();
  }

  /**
   * A page misleads where all of this is so: more are lost from the next step than of comparable
   * people, more are lost from the end of the funnel, and more do nothing after it than on other
   * ways. So nobody is misled who goes another way to the same end, or puts it off.
   */
  private List<Candidate> detours(Place place, Instant asOf) {
    var ways = detours.ways(place.question(), place.step(), asOf);
    var goal = toGoal(place);
    var toGoal =
        goal == null
            ? Map.<String, Way>of()
            : detours.ways(goal, 1, asOf).stream()
                .collect(Collectors.toMap(Way::value, Function.identity()));
    var candidates = new ArrayList<Candidate>();
    for (var way : ways) {
      var other = goal == null ? way : toGoal.get(way.value());
      var given = givenUp(way, ways);
      if (way.value().startsWith("/")
          && other != null
          && given != null
          && enough(way)
          && enough(other)) {
        var figures =
            Figures.of(
                way.subjects(), Rates.of(way.decided() - way.lost(), way.decided()), way.strata());
        candidates.add(
            new Candidate(
                Kind.DETOUR,
                place.question(),
                place.step(),
                "",
                "",
                way.value(),
                null,
                "",
                true,
                figures.withP(
                    Math.max(figures.p(), Math.max(other.strata().pValueOfMore(), given.p())))));
      }
    }
    return candidates;
  }

  private static boolean enough(Way way) {
    return way.strata().enough(DetourReport.SUBJECTS_MIN, DetourReport.SUBJECTS_MIN);
  }

  /** Whether more do nothing after it than after all other ways; null where too few tell. */
  private static @Nullable Figures givenUp(Way way, List<Way> ways) {
    var decided = ways.stream().mapToLong(Way::decided).sum() - way.decided();
    var ended = ways.stream().mapToLong(Way::deadEnds).sum() - way.deadEnds();
    return Tests.fell(decided - ended, decided, way.decided() - way.deadEnds(), way.decided());
  }

  /**
   * From the step to the end of the funnel at once; null where that is the next step, or another
   * order or an item makes it another question.
   */
  private static @Nullable FunnelQuestion toGoal(Place place) {
    var question = place.question();
    var funnel = question.funnel();
    var steps = funnel.steps();
    if (place.step() + 1 == steps.size()
        || funnel.order() != Order.ORDERED
        || funnel.hold() != null
        || !funnel.exclude().isEmpty()) {
      return null;
    }
    return new FunnelQuestion(
        question.site(),
        FunnelReport.Ref.AD_HOC,
        false,
        new FunnelDefinition(
            funnel.name(),
            funnel.subject(),
            funnel.order(),
            funnel.window(),
            List.of(steps.get(place.step() - 1), steps.getLast()),
            List.of(),
            null,
            funnel.unit()),
        question.range(),
        null,
        null,
        question.filter());
  }

  private List<Candidate> link(Question question, Link link) {
    var both =
        new TimeRange(question.before().from(), question.range().to(), question.range().zone());
    var halves =
        links.halves(
            new LinkQuestion(question.site(), LinkAnswer.of(link), both, Filter.NONE, null, null));
    var candidates = new ArrayList<Candidate>();
    var expected = link.link().expected();
    if (expected != null) {
      add(candidates, link, true, Tests.below(expected, halves.after(), halves.before()));
    }
    add(candidates, link, false, Tests.fell(halves.before(), halves.after()));
    return candidates;
  }

  private static void add(
      List<Candidate> candidates, Link link, boolean whole, @Nullable Figures figures) {
    if (figures != null) {
      candidates.add(
          new Candidate(
              Kind.LINK, null, 0, link.id(), link.link().name(), "", null, "", whole, figures));
    }
  }

  private static List<Passed> ofKinds(List<Passed> passed, Kind one, Kind other) {
    return passed.stream()
        .filter(each -> each.candidate().kind() == one || each.candidate().kind() == other)
        .toList();
  }

  /**
   * Words that are searched for in vain are one fault together. Of other signs, what exactly it was
   * is told rather than their kind, where that alone is enough.
   */
  private static List<Passed> named(List<Passed> passed) {
    return passed.stream()
        .filter(
            each -> {
              var candidate = each.candidate();
              var sign = candidate.sign();
              if (sign == null) {
                return true;
              }
              var exactly =
                  passed.stream()
                      .map(Passed::candidate)
                      .anyMatch(
                          other ->
                              other.sign() == sign
                                  && other.whole() == (sign == Signal.EMPTY_SEARCH));
              return !exactly || candidate.whole() == (sign == Signal.EMPTY_SEARCH);
            })
        .toList();
  }

  /** Makes findings of what passed; asks what else is told of them, once each. */
  private final class Teller {
    private final Question asked;
    private final DataState state;
    private final Instant asOf;
    private final Map<FunnelQuestion, FunnelValue> worth = new HashMap<>();
    private final Map<Place, List<Candidate>> earlier = new HashMap<>();

    Teller(Question asked, DataState state, Instant asOf) {
      this.asked = asked;
      this.state = state;
      this.asOf = asOf;
    }

    /**
     * Those with the most money at risk first; where none is known, those that most are affected
     * by.
     */
    List<Finding> told(List<Passed> passed) {
      var known = new HashSet<String>();
      return passed.stream()
          .sorted(
              Comparator.comparingDouble((Passed each) -> each.candidate().figures().affected())
                  .reversed())
          .filter(each -> known.add(each.candidate().fault()))
          .sorted(Comparator.comparingDouble(this::money).reversed())
          .limit(FindingReport.FINDINGS_MAX)
          .map(this::finding)
          .toList();
    }

    private double money(Passed passed) {
      var worth = worth(passed.candidate());
      return worth == null ? 0 : worth.each() * passed.candidate().figures().affected();
    }

    private @Nullable StepWorth worth(Candidate candidate) {
      var question = candidate.question();
      return question == null
          ? null
          : StepWorth.of(
              worth.computeIfAbsent(question, each -> values.report(each, state, asOf)),
              candidate.step());
    }

    private Finding finding(Passed passed) {
      var candidate = passed.candidate();
      var figures = candidate.figures();
      return new Finding(
          candidate.kind(),
          Sentences.of(candidate, because(candidate)),
          figures.subjects(),
          figures.rate(),
          figures.expected(),
          figures.difference(),
          figures.interval(),
          figures.affected(),
          passed.q(),
          new Trend(before(candidate), figures.rate()),
          StepWorth.atRisk(
              worth(candidate),
              Math.round(figures.compared()),
              figures.difference(),
              figures.interval()),
          candidate.evidence());
    }

    private @Nullable Double before(Candidate candidate) {
      var question = candidate.question();
      if (question == null || candidate.kind() == Kind.FELL) {
        return candidate.figures().before();
      }
      var place = new Place(question.over(asked.before()), candidate.step());
      return earlier.computeIfAbsent(place, this::all).stream()
          .filter(each -> each.fault().equals(candidate.fault()))
          .map(each -> each.figures().rate())
          .findFirst()
          .orElse(null);
    }

    private List<Candidate> all(Place place) {
      var candidates = new ArrayList<Candidate>(friction(place, asOf));
      candidates.addAll(detours(place, asOf));
      return candidates;
    }

    /** What explains that a step fell, where something does. */
    private String because(Candidate candidate) {
      var question = candidate.question();
      if (question == null || candidate.kind() != Kind.FELL) {
        return "";
      }
      return explanations.report(question, asked.before(), state, asOf).segments().stream()
          .filter(Explanation.SegmentChange::finding)
          .findFirst()
          .map(
              segment ->
                  "Most of it is "
                      + segment.by()
                      + " \u201c"
                      + (segment.value().isEmpty() ? "not known" : segment.value())
                      + "\u201d.")
          .orElse("");
    }
  }
}
