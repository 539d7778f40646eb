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
import io.polku.query.detour.DetourReports.Ways;
import io.polku.query.detour.Targets;
import io.polku.query.detour.Targets.Place;
import io.polku.query.explain.ExplanationReports;
import io.polku.query.finding.Candidate.Figures;
import io.polku.query.friction.FrictionReports;
import io.polku.query.friction.FrictionReports.Signs;
import io.polku.query.friction.FrictionReports.Tested;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelValues;
import io.polku.query.funnel.StepWorth;
import io.polku.query.link.LinkQuestion;
import io.polku.query.link.LinkReports;
import io.polku.query.range.TimeRange;
import io.polku.query.statistics.FalseDiscovery;
import io.polku.query.statistics.Strata;
import io.polku.query.store.DataState;
import io.polku.query.store.Together;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong on a site, from the other reports' figures. All tests of an answer are
 * one-sided, and together held to {@link FindingReport#LEVEL}. Asks a few statements for all
 * funnels, and some for each link and finding. Thread-safe; blocks on ClickHouse.
 */
public final class FindingReports {
  /** Most steps of all funnels together, in the order of the funnels' ids. */
  private static final int STEPS_MAX = 20;

  /** Most intended links, in the order of their ids. */
  private static final int LINKS_MAX = 20;

  private final FunnelValues values;
  private final FrictionReports friction;
  private final DetourReports detours;
  private final ExplanationReports explanations;
  private final LinkReports links;

  /** All that findings are made of. */
  public FindingReports(
      FunnelValues values,
      FrictionReports friction,
      DetourReports detours,
      ExplanationReports explanations,
      LinkReports links) {
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
    var links = question.links().stream().limit(LINKS_MAX).toList();
    var works = new ArrayList<Supplier<List<Candidate>>>();
    for (var some : Targets.statements(places)) {
      works.add(() -> signs(some, question.before(), asOf));
      works.add(() -> detours.ways(some, asOf).stream().flatMap(FindingReports::misled).toList());
    }
    links.forEach(each -> works.add(() -> link(question, each)));
    var candidates = Together.all(works).stream().flatMap(List::stream).toList();
    var qValues =
        FalseDiscovery.qValues(candidates.stream().map(each -> each.figures().p()).toList());
    var passed =
        IntStream.range(0, candidates.size())
            .filter(i -> qValues.get(i) <= FindingReport.LEVEL)
            .mapToObj(i -> new Passed(candidates.get(i), qValues.get(i)))
            .toList();
    var teller = new Teller(question, passed, state, asOf);
    return new FindingReport(
        question.range().from(),
        question.range().to(),
        new Explanation.Period(question.before().from(), question.before().to()),
        asOf,
        state.version(),
        FindingReport.LEVEL,
        candidates.size(),
        (int) places.stream().map(Place::question).distinct().count(),
        links.size(),
        notes(question, all.size(), places.size(), links.size()),
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

  private List<Candidate> signs(List<Place> places, TimeRange before, Instant asOf) {
    var ranges =
        Together.all(
            List.<Supplier<List<Signs>>>of(
                () -> friction.signs(places, asOf),
                () -> friction.signs(over(places, before), asOf)));
    return IntStream.range(0, places.size())
        .mapToObj(i -> signs(ranges.getFirst().get(i), ranges.getLast().get(i)))
        .flatMap(Function.identity())
        .toList();
  }

  private static List<Place> over(List<Place> places, TimeRange range) {
    return places.stream().map(place -> place.over(range)).toList();
  }

  private static Stream<Candidate> signs(Signs now, Signs then) {
    var fell =
        Tests.fell(
            then.converted(),
            then.converted() + then.lost(),
            now.converted(),
            now.converted() + now.lost());
    var earlier =
        then.signs().stream()
            .filter(Tested::enough)
            .map(sign -> friction(then.place(), sign))
            .collect(
                Collectors.toMap(Candidate::fault, each -> each.figures().rate(), (a, _) -> a));
    return Stream.concat(
        Stream.ofNullable(fell)
            .map(
                figures ->
                    new Candidate(
                        Kind.FELL,
                        now.place().question(),
                        now.place().step(),
                        "",
                        "",
                        "",
                        null,
                        "",
                        true,
                        figures)),
        now.signs().stream()
            .filter(Tested::enough)
            .map(sign -> friction(now.place(), sign))
            .map(each -> each.after(earlier.get(each.fault()))));
  }

  private static Candidate friction(Place place, Tested sign) {
    return new Candidate(
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
            sign.strata()));
  }

  /**
   * A page misleads where all of this is so: more are lost from the next step than of comparable
   * people, more are lost from the end of the funnel, and more do nothing after it than on other
   * ways. So nobody is misled who goes another way to the same end, or puts it off.
   */
  private static Stream<Candidate> misled(Ways at) {
    var place = at.place();
    var asksGoal = asksGoal(place.question().funnel(), place.step());
    var candidates = Stream.<Candidate>builder();
    for (var way : at.ways()) {
      var toEnd = asksGoal ? way.toGoal() : way.strata();
      var given = givenUp(way, at.ways());
      if (way.value().startsWith("/") && given != null && enough(way.strata()) && enough(toEnd)) {
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
                figures.withP(Math.max(figures.p(), Math.max(toEnd.pValueOfMore(), given.p())))));
      }
    }
    return candidates.build();
  }

  private static boolean enough(Strata strata) {
    return strata.enough(DetourReport.SUBJECTS_MIN, DetourReport.SUBJECTS_MIN);
  }

  /** Whether more do nothing after it than after all other ways; null where too few tell. */
  private static @Nullable Figures givenUp(Way way, List<Way> ways) {
    var decided = ways.stream().mapToLong(Way::decided).sum() - way.decided();
    var ended = ways.stream().mapToLong(Way::deadEnds).sum() - way.deadEnds();
    return Tests.fell(decided - ended, decided, way.decided() - way.deadEnds(), way.decided());
  }

  /** Not where it is the next step, or another order or an item makes it another question. */
  private static boolean asksGoal(FunnelDefinition funnel, int step) {
    return step + 1 < funnel.steps().size()
        && funnel.order() == Order.ORDERED
        && funnel.hold() == null
        && funnel.exclude().isEmpty();
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

  /** Makes findings of what passed; asks what else is told of their funnels, once each. */
  private final class Teller {
    private final Question asked;
    private final DataState state;
    private final Instant asOf;
    private final Map<FunnelQuestion, FunnelValue> worth;
    private final List<Candidate> misledBefore;

    Teller(Question asked, List<Passed> passed, DataState state, Instant asOf) {
      this.asked = asked;
      this.state = state;
      this.asOf = asOf;
      var funnels =
          passed.stream()
              .map(each -> each.candidate().question())
              .filter(Objects::nonNull)
              .distinct()
              .toList();
      var values =
          Together.all(
              funnels.stream()
                  .<Supplier<FunnelValue>>map(
                      each -> () -> FindingReports.this.values.report(each, state, asOf))
                  .toList());
      this.worth =
          IntStream.range(0, funnels.size())
              .boxed()
              .collect(Collectors.toMap(funnels::get, values::get));
      this.misledBefore =
          Targets.statements(
                  passed.stream()
                      .map(Passed::candidate)
                      .filter(each -> each.kind() == Kind.DETOUR)
                      .map(each -> new Place(Objects.requireNonNull(each.question()), each.step()))
                      .distinct()
                      .toList())
              .stream()
              .flatMap(some -> detours.ways(over(some, asked.before()), asOf).stream())
              .flatMap(FindingReports::misled)
              .toList();
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
          : StepWorth.of(Objects.requireNonNull(worth.get(question)), candidate.step());
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
      return candidate.kind() == Kind.DETOUR
          ? misledBefore.stream()
              .filter(each -> each.funnel().equals(candidate.funnel()))
              .filter(each -> each.step() == candidate.step())
              .filter(each -> each.fault().equals(candidate.fault()))
              .map(each -> each.figures().rate())
              .findFirst()
              .orElse(null)
          : candidate.figures().before();
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
