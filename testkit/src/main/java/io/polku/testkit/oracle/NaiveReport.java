package io.polku.testkit.oracle;

import io.polku.contract.event.Dimension;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The figures of a funnel over a range of days, from facts of many visitors.
 *
 * <p>A subject counts once, at its highest level over the days of the range; ties by the rule of
 * the reported chain, in the order of events. Below the last step it is open while any of its facts
 * in the range could still rise above the level it counts with, that is while {@code as_of} is not
 * after the latest of their deadlines; then it is dropped. So a dropped subject stays dropped
 * unless a late event comes.
 *
 * @param steps one for each step of the funnel
 */
public record NaiveReport(List<StepFigures> steps) {
  /** Copies the steps. */
  public NaiveReport {
    steps = List.copyOf(steps);
  }

  /**
   * Figures of one step.
   *
   * @param index from 1
   * @param entered subjects that reached it
   * @param converted of those, the ones that reached the next; for the last step {@code entered}
   * @param dropped of those, the ones that can no longer reach the next; 0 for the last step
   * @param open of those, the ones that still can; 0 for the last step
   * @param medianSeconds median time from the step before in the reported chain; empty for step 1
   *     and where nobody reached it
   * @param medianSecondsFromFirst median time from the subject's first step-1 event of the entry
   *     day; empty likewise
   */
  public record StepFigures(
      int index,
      long entered,
      long converted,
      long dropped,
      long open,
      OptionalDouble medianSeconds,
      OptionalDouble medianSecondsFromFirst) {}

  /** A subject with the fact it counts with and whether it can still get further. */
  private record Counted(NaiveFact best, long latestDeadlineMillis) {}

  /**
   * The report of a range.
   *
   * @param facts of any subjects and days, one funnel
   * @param stepCount steps of the funnel
   * @param from first day of the range
   * @param to the day after its last
   * @param asOfMillis how far the log has been processed, epoch milliseconds
   */
  public static NaiveReport of(
      Collection<NaiveFact> facts, int stepCount, LocalDate from, LocalDate to, long asOfMillis) {
    return figures(counted(facts, from, to), stepCount, asOfMillis);
  }

  /**
   * The same for each value of a dimension at the first event of the reported chain; "" where it is
   * not known.
   */
  public static Map<String, NaiveReport> breakdown(
      Collection<NaiveFact> facts,
      int stepCount,
      LocalDate from,
      LocalDate to,
      long asOfMillis,
      Dimension dimension) {
    return counted(facts, from, to).stream()
        .collect(
            Collectors.groupingBy(
                subject -> dimension.of(subject.best().chain().getFirst()),
                TreeMap::new,
                Collectors.collectingAndThen(
                    Collectors.toList(), group -> figures(group, stepCount, asOfMillis))));
  }

  private static List<Counted> counted(Collection<NaiveFact> facts, LocalDate from, LocalDate to) {
    return facts.stream()
        .filter(fact -> !fact.entryDay().isBefore(from) && fact.entryDay().isBefore(to))
        .collect(Collectors.groupingBy(NaiveFact::subject))
        .values()
        .stream()
        .map(NaiveReport::count)
        .toList();
  }

  private static Counted count(List<NaiveFact> factsOfSubject) {
    return new Counted(
        factsOfSubject.stream()
            .min(Comparator.comparing(NaiveFact::chain, ChainOrder.REPORTED_FIRST))
            .orElseThrow(),
        factsOfSubject.stream().mapToLong(NaiveFact::deadlineMillis).max().orElseThrow());
  }

  private static NaiveReport figures(List<Counted> subjects, int stepCount, long asOfMillis) {
    return new NaiveReport(
        IntStream.rangeClosed(1, stepCount)
            .mapToObj(index -> figures(subjects, index, index == stepCount, asOfMillis))
            .toList());
  }

  private static StepFigures figures(
      List<Counted> subjects, int index, boolean last, long asOfMillis) {
    var entered = subjects.stream().filter(s -> s.best().level() >= index).toList();
    var stopped = entered.stream().filter(s -> !last && s.best().level() == index).toList();
    var open = stopped.stream().filter(s -> asOfMillis <= s.latestDeadlineMillis()).count();
    return new StepFigures(
        index,
        entered.size(),
        entered.size() - stopped.size(),
        stopped.size() - open,
        open,
        index == 1 ? OptionalDouble.empty() : median(entered, fact -> sincePrevious(fact, index)),
        index == 1 ? OptionalDouble.empty() : median(entered, fact -> sinceFirst(fact, index)));
  }

  private static long sincePrevious(NaiveFact fact, int index) {
    return fact.stepTimesMillis().get(index - 1) - fact.stepTimesMillis().get(index - 2);
  }

  private static long sinceFirst(NaiveFact fact, int index) {
    return fact.stepTimesMillis().get(index - 1) - fact.firstEntryMillis();
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
