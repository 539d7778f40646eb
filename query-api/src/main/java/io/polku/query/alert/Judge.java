package io.polku.query.alert;

import io.polku.contract.alert.AlertRule;
import io.polku.contract.alert.AlertState.Expected;
import io.polku.contract.alert.AlertState.Judgement;
import io.polku.contract.alert.AlertState.Verdict;
import io.polku.query.range.TimeRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a figure says by a rule. Nothing but arithmetic. */
final class Judge {
  /** As many weeks before are looked at for what can be expected. */
  static final int WEEKS = 8;

  /** Fewer weeks than this say nothing about how weeks differ. */
  static final int WEEKS_MIN = 4;

  /** Standard deviations between the middle of the band and its ends, as on a control chart. */
  private static final double DEVIATIONS = 3;

  private Judge() {}

  /** What can be expected, and between which ends. */
  record Band(double expected, double low, double high, long subjects) {}

  /** Of what is now and counts nothing. */
  static Judgement ofNow(AlertRule rule, double value, Instant now) {
    return new Judgement(
        value > rule.when().number() ? Verdict.BREACH : Verdict.OK,
        "",
        null,
        now,
        value,
        List.of(),
        null,
        null);
  }

  /** That nothing can be said. */
  static Judgement unknown(TimeRange range, String reason) {
    return new Judgement(
        Verdict.UNKNOWN, reason, range.from(), range.to(), null, List.of(), null, null);
  }

  /**
   * Of a period.
   *
   * @param before what it is compared with: nothing for a value that the rule names, the week
   *     before, or the weeks before, the nearest first
   */
  static Judgement of(AlertRule rule, TimeRange range, Figure figure, List<Figure> before) {
    if (figure.subjects() < rule.minimum()) {
      return judged(Verdict.UNKNOWN, few(figure.subjects(), rule), range, figure, null);
    }
    var value = figure.value();
    return switch (rule.when().is()) {
      case BELOW -> judged(value < rule.when().number(), range, figure, null);
      case ABOVE -> judged(value > rule.when().number(), range, figure, null);
      case FELL, ROSE -> relative(rule, range, figure, before.getFirst());
      case OUTSIDE -> outside(rule, range, figure, before);
    };
  }

  private static Judgement relative(AlertRule rule, TimeRange range, Figure figure, Figure week) {
    if (week.subjects() < rule.minimum()) {
      var reason = "a week before: " + few(week.subjects(), rule);
      return judged(Verdict.UNKNOWN, reason, range, figure, null);
    }
    var by = rule.when().number();
    var breach =
        rule.when().is() == AlertRule.Is.FELL
            ? figure.value() < week.value() * (1 - by)
            : figure.value() > week.value() * (1 + by);
    return judged(
        breach,
        range,
        figure,
        new Expected(
            week.value(),
            week.interval().getFirst(),
            week.interval().getLast(),
            week.subjects(),
            1));
  }

  private static Judgement outside(
      AlertRule rule, TimeRange range, Figure figure, List<Figure> before) {
    var weeks = before.stream().filter(each -> each.subjects() >= rule.minimum()).toList();
    if (weeks.size() < WEEKS_MIN) {
      var reason =
          "weeks before with at least "
              + rule.minimum()
              + ": "
              + weeks.size()
              + " of the last "
              + WEEKS
              + " (expected: "
              + WEEKS_MIN
              + " or more)";
      return judged(Verdict.UNKNOWN, reason, range, figure, null);
    }
    var band = band(figure, weeks);
    return judged(
        figure.value() < band.low() || figure.value() > band.high(),
        range,
        figure,
        new Expected(band.expected(), band.low(), band.high(), band.subjects(), weeks.size()));
  }

  /**
   * The band in which a share is expected: that of all weeks together, three standard deviations to
   * both sides (W. A. Shewhart's chart for shares). Weeks differ by more than chance, for people
   * are not drawn at random and page views of one visitor resemble each other: the variance is
   * multiplied by how much more they differ, Pearson's statistic over its degrees of freedom, never
   * less than 1 (P. McCullagh, J. A. Nelder, "Generalized Linear Models", 2nd ed., 4.5.2). For the
   * variance alone two successes and two failures are added, so that a share of 0 has one (A.
   * Agresti, B. A. Coull, The American Statistician 52, 1998).
   *
   * @param weeks at least two, each of at least one trial
   */
  static Band band(Figure figure, List<Figure> weeks) {
    var trials = weeks.stream().mapToLong(Figure::trials).sum();
    var successes = weeks.stream().mapToDouble(each -> each.value() * each.trials()).sum();
    var expected = successes / trials;
    var scale = 1.0;
    if (expected > 0 && expected < 1) {
      var pearson =
          weeks.stream()
              .mapToDouble(
                  each ->
                      each.trials()
                          * Math.pow(each.value() - expected, 2)
                          / (expected * (1 - expected)))
              .sum();
      scale = Math.max(1, pearson / (weeks.size() - 1));
    }
    var share = (successes + 2) / (trials + 4);
    var variance = scale * share * (1 - share) * (1.0 / figure.trials() + 1.0 / trials);
    var half = DEVIATIONS * Math.sqrt(variance);
    return new Band(
        expected,
        Math.max(0, expected - half),
        Math.min(1, expected + half),
        weeks.stream().mapToLong(Figure::subjects).sum());
  }

  private static String few(long subjects, AlertRule rule) {
    return subjects + " (expected: at least " + rule.minimum() + ")";
  }

  private static Judgement judged(
      boolean breach, TimeRange range, Figure figure, @Nullable Expected expected) {
    return judged(breach ? Verdict.BREACH : Verdict.OK, "", range, figure, expected);
  }

  private static Judgement judged(
      Verdict verdict, String reason, TimeRange range, Figure figure, @Nullable Expected expected) {
    return new Judgement(
        verdict,
        reason,
        range.from(),
        range.to(),
        figure.value(),
        figure.interval(),
        figure.subjects(),
        expected);
  }
}
