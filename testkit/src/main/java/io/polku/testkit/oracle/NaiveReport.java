package io.polku.testkit.oracle;

import io.polku.contract.event.Dimension;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Unit;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The figures of a funnel over a range of days, from facts of many visitors, by the words of {@link
 * FunnelDefinition} on ranges.
 *
 * @param steps one for each step of the funnel
 * @param capped visitors or sessions of the range with more values than are looked at
 */
public record NaiveReport(List<StepFigures> steps, long capped) {
  /** Copies the steps. */
  public NaiveReport {
    steps = List.copyOf(steps);
  }

  /**
   * Figures of one step.
   *
   * @param index from 1
   * @param entered subjects that reached it
   * @param converted of those, the ones that reached the next required one; for the last step and
   *     optional ones {@code entered}
   * @param dropped of those, the ones that can no longer reach the next; 0 for the last step and
   *     optional ones
   * @param open of those, the ones that still can; 0 for the last step and optional ones
   * @param excluded of the dropped, the ones that an exclusion stopped
   * @param medianSeconds median time from the required step before in the reported chain; empty for
   *     step 1 and where nobody reached it
   * @param medianSecondsFromFirst median time from the subject's first entry of the day; empty
   *     likewise
   */
  public record StepFigures(
      int index,
      long entered,
      long converted,
      long dropped,
      long open,
      long excluded,
      OptionalDouble medianSeconds,
      OptionalDouble medianSecondsFromFirst) {}

  /**
   * A subject, or a pair of subject and value, with the fact it counts with.
   *
   * @param best that fact
   * @param excluded whether an exclusion stopped it there
   * @param latestDeadlineMillis until when it is open, else
   * @param capped whether it had more values than are looked at
   */
  public record Counted(
      NaiveFact best, boolean excluded, long latestDeadlineMillis, boolean capped) {}

  /** Who counts in a range of days, and with what. */
  public static List<Counted> subjects(
      Collection<NaiveFact> facts, FunnelDefinition funnel, LocalDate from, LocalDate to) {
    return counted(facts, Shape.of(funnel), from, to);
  }

  /**
   * What of a funnel counts here.
   *
   * @param optional whether each step is
   * @param unit what is counted
   */
  private record Shape(List<Boolean> optional, Unit unit) {
    static Shape of(FunnelDefinition funnel) {
      // With order any a step is a number of steps, so none is optional.
      var optional =
          funnel.steps().stream().map(s -> s.optional() && funnel.order() != Order.ANY).toList();
      return new Shape(optional, funnel.unit());
    }

    static Shape plain(int stepCount) {
      return new Shape(Collections.nCopies(stepCount, false), Unit.SUBJECT);
    }

    /** Which of the required steps it is, from 1. */
    int rank(int step) {
      return (int) optional.subList(0, step + 1).stream().filter(o -> !o).count();
    }

    int previousRequired(int step) {
      var previous = step - 1;
      while (optional.get(previous)) {
        previous--;
      }
      return previous;
    }
  }

  /**
   * The report of a range.
   *
   * @param facts of any subjects and days, one funnel
   * @param funnel the funnel
   * @param from first day of the range
   * @param to the day after its last
   * @param asOfMillis how far the log has been processed, epoch milliseconds
   */
  public static NaiveReport of(
      Collection<NaiveFact> facts,
      FunnelDefinition funnel,
      LocalDate from,
      LocalDate to,
      long asOfMillis) {
    return report(facts, Shape.of(funnel), from, to, asOfMillis);
  }

  /** The same for a funnel of so many required steps that holds nothing. */
  public static NaiveReport of(
      Collection<NaiveFact> facts, int stepCount, LocalDate from, LocalDate to, long asOfMillis) {
    return report(facts, Shape.plain(stepCount), from, to, asOfMillis);
  }

  /**
   * The same for each value of a dimension at the first event of the reported chain; "" where it is
   * not known.
   */
  public static Map<String, NaiveReport> breakdown(
      Collection<NaiveFact> facts,
      FunnelDefinition funnel,
      LocalDate from,
      LocalDate to,
      long asOfMillis,
      Dimension dimension) {
    return byValue(facts, Shape.of(funnel), from, to, asOfMillis, dimension);
  }

  /** The same for a funnel of so many required steps that holds nothing. */
  public static Map<String, NaiveReport> breakdown(
      Collection<NaiveFact> facts,
      int stepCount,
      LocalDate from,
      LocalDate to,
      long asOfMillis,
      Dimension dimension) {
    return byValue(facts, Shape.plain(stepCount), from, to, asOfMillis, dimension);
  }

  /**
   * A subject that counts, with the fact it counts with.
   *
   * @param best the fact
   * @param dropped whether it can no longer come further, and has not come to the end
   */
  public record Standing(NaiveFact best, boolean dropped) {}

  /** Who counts in a range, and stands where. */
  public static List<Standing> standing(
      Collection<NaiveFact> facts,
      FunnelDefinition funnel,
      LocalDate from,
      LocalDate to,
      long asOfMillis) {
    var shape = Shape.of(funnel);
    var required = shape.rank(shape.optional().size() - 1);
    return counted(facts, shape, from, to).stream()
        .map(
            subject ->
                new Standing(
                    subject.best(),
                    subject.best().level() < required
                        && (subject.excluded() || asOfMillis > subject.latestDeadlineMillis())))
        .toList();
  }

  /** The report of those whose fact is kept, once it is chosen. */
  public static NaiveReport of(
      Collection<NaiveFact> facts,
      FunnelDefinition funnel,
      LocalDate from,
      LocalDate to,
      long asOfMillis,
      Predicate<NaiveFact> keep) {
    var shape = Shape.of(funnel);
    var counted = counted(facts, shape, from, to);
    return figures(
        counted.stream().filter(subject -> keep.test(subject.best())).toList(), shape, asOfMillis);
  }

  /** For each value; whoever has several stands in each, whoever has none in "". */
  public static Map<String, NaiveReport> breakdown(
      Collection<NaiveFact> facts,
      FunnelDefinition funnel,
      LocalDate from,
      LocalDate to,
      long asOfMillis,
      Predicate<NaiveFact> keep,
      Function<NaiveFact, List<String>> values) {
    var shape = Shape.of(funnel);
    var rows = new TreeMap<String, List<Counted>>();
    for (var subject : counted(facts, shape, from, to)) {
      if (!keep.test(subject.best())) {
        continue;
      }
      var own = values.apply(subject.best());
      for (var value : own.isEmpty() ? List.of("") : own) {
        rows.computeIfAbsent(value, none -> new ArrayList<>()).add(subject);
      }
    }
    var reports = new TreeMap<String, NaiveReport>();
    rows.forEach((value, subjects) -> reports.put(value, figures(subjects, shape, asOfMillis)));
    return reports;
  }

  private static NaiveReport report(
      Collection<NaiveFact> facts, Shape shape, LocalDate from, LocalDate to, long asOfMillis) {
    return figures(counted(facts, shape, from, to), shape, asOfMillis);
  }

  private static Map<String, NaiveReport> byValue(
      Collection<NaiveFact> facts,
      Shape shape,
      LocalDate from,
      LocalDate to,
      long asOfMillis,
      Dimension dimension) {
    return counted(facts, shape, from, to).stream()
        .collect(
            Collectors.groupingBy(
                subject -> dimension.of(subject.best().chain().getFirst()),
                TreeMap::new,
                Collectors.collectingAndThen(
                    Collectors.toList(), group -> figures(group, shape, asOfMillis))));
  }

  private static List<Counted> counted(
      Collection<NaiveFact> facts, Shape shape, LocalDate from, LocalDate to) {
    return facts.stream()
        .filter(fact -> !fact.entryDay().isBefore(from) && fact.entryDay().isBefore(to))
        .collect(
            Collectors.groupingBy(
                fact ->
                    switch (shape.unit()) {
                      case SUBJECT -> List.of(fact.subject());
                      case ITEM -> List.of(fact.subject(), fact.value());
                    }))
        .values()
        .stream()
        .map(NaiveReport::count)
        .toList();
  }

  private static Counted count(List<NaiveFact> facts) {
    var best = facts.stream().min(bestFirst()).orElseThrow();
    return new Counted(
        best,
        facts.stream().mapToInt(NaiveFact::unexcludedLevel).max().orElseThrow() > best.level(),
        facts.stream().mapToLong(NaiveFact::deadlineMillis).max().orElseThrow(),
        facts.stream().anyMatch(NaiveFact::capped));
  }

  /** Facts know times, and not what came first within a millisecond. */
  private static Comparator<NaiveFact> bestFirst() {
    return Comparator.comparingInt((NaiveFact fact) -> -fact.level())
        .thenComparingLong(fact -> fact.chain().getLast().timeMillis())
        .thenComparingLong(fact -> -fact.chain().getFirst().timeMillis())
        .thenComparing(
            fact -> fact.value().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
  }

  private static NaiveReport figures(List<Counted> subjects, Shape shape, long asOfMillis) {
    var steps = new ArrayList<StepFigures>();
    for (var step = 0; step < shape.optional().size(); step++) {
      steps.add(
          shape.optional().get(step)
              ? optional(subjects, step, shape)
              : required(subjects, step, shape, asOfMillis));
    }
    var capped =
        subjects.stream()
            .filter(Counted::capped)
            .map(subject -> subject.best().subject())
            .distinct()
            .count();
    return new NaiveReport(steps, capped);
  }

  private static StepFigures required(
      List<Counted> subjects, int step, Shape shape, long asOfMillis) {
    var rank = shape.rank(step);
    var last = step == shape.optional().size() - 1;
    var entered = subjects.stream().filter(s -> s.best().level() >= rank).toList();
    var stopped = entered.stream().filter(s -> !last && s.best().level() == rank).toList();
    var excluded = stopped.stream().filter(Counted::excluded).count();
    var open =
        stopped.stream()
            .filter(s -> !s.excluded() && asOfMillis <= s.latestDeadlineMillis())
            .count();
    return new StepFigures(
        step + 1,
        entered.size(),
        entered.size() - stopped.size(),
        stopped.size() - open,
        open,
        excluded,
        medianSincePrevious(entered, step, shape),
        medianSinceFirst(entered, step));
  }

  private static StepFigures optional(List<Counted> subjects, int step, Shape shape) {
    var entered =
        subjects.stream()
            .filter(s -> s.best().stepTimesMillis().size() > step)
            .filter(s -> s.best().stepTimesMillis().get(step) != 0)
            .toList();
    return new StepFigures(
        step + 1,
        entered.size(),
        entered.size(),
        0,
        0,
        0,
        medianSincePrevious(entered, step, shape),
        medianSinceFirst(entered, step));
  }

  private static OptionalDouble medianSincePrevious(List<Counted> entered, int step, Shape shape) {
    if (step == 0) {
      return OptionalDouble.empty();
    }
    var previous = shape.previousRequired(step);
    return median(
        entered, fact -> fact.stepTimesMillis().get(step) - fact.stepTimesMillis().get(previous));
  }

  private static OptionalDouble medianSinceFirst(List<Counted> entered, int step) {
    return step == 0
        ? OptionalDouble.empty()
        : median(entered, fact -> fact.stepTimesMillis().get(step) - fact.firstEntryMillis());
  }

  /** In seconds; of an even number of subjects the mean of the middle two. */
  private static OptionalDouble median(List<Counted> subjects, ToLongFunction<NaiveFact> millis) {
    var sorted = subjects.stream().mapToLong(s -> millis.applyAsLong(s.best())).sorted().toArray();
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    var low = sorted[(sorted.length - 1) / 2];
    var high = sorted[sorted.length / 2];
    return OptionalDouble.of((low + high) / 2.0 / 1000);
  }
}
