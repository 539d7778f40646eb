package io.polku.query.finding;

import io.polku.contract.funnel.Signal;
import io.polku.contract.report.FindingReport.Evidence;
import io.polku.contract.report.FindingReport.Kind;
import io.polku.contract.report.Wilson;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.statistics.Strata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison that may become a finding.
 *
 * @param kind what it is about
 * @param question the funnel; null of a link
 * @param step number of the step, from 1; 0 of a link
 * @param link id of the link, or ""
 * @param name what the link is called, or ""
 * @param page path, or ""
 * @param sign kind of sign, or null
 * @param detail what exactly, or ""
 * @param whole whether it is of all signs of its kind
 * @param figures what was counted
 */
record Candidate(
    Kind kind,
    @Nullable FunnelQuestion question,
    int step,
    String link,
    String name,
    String page,
    @Nullable Signal sign,
    String detail,
    boolean whole,
    Figures figures) {
  /**
   * What was counted.
   *
   * @param subjects whom it met
   * @param compared of these, who have somebody to be compared with
   * @param rate who went on
   * @param difference how much higher what is expected is
   * @param interval of it, 95 %
   * @param before the rate in the range before; null where not known yet, or nobody was met
   * @param p one-sided: chance of such a difference where there is none
   */
  record Figures(
      long subjects,
      double compared,
      double rate,
      double difference,
      List<Double> interval,
      @Nullable Double before,
      double p) {
    /** Of those who met something beside those who did not. */
    static Figures of(long subjects, double rate, Strata strata) {
      var interval = strata.interval();
      return new Figures(
          subjects,
          strata.compared(),
          rate,
          strata.excess(),
          interval == null ? List.of(-1.0, 1.0) : interval,
          null,
          strata.pValueOfMore());
    }

    /** Of independent rates, with the standard error of their difference. */
    static Figures of(
        long subjects,
        double rate,
        double difference,
        double error,
        @Nullable Double before,
        double p) {
      var spread = Wilson.Z * error;
      return new Figures(
          subjects,
          subjects,
          rate,
          difference,
          List.of(Math.max(-1, difference - spread), Math.min(1, difference + spread)),
          before,
          p);
    }

    /** The same with another chance. */
    Figures withP(double other) {
      return new Figures(subjects, compared, rate, difference, interval, before, other);
    }

    private Figures after(@Nullable Double earlier) {
      return new Figures(subjects, compared, rate, difference, interval, earlier, p);
    }

    double expected() {
      return Math.clamp(rate + difference, 0, 1);
    }

    double affected() {
      return difference * compared;
    }
  }

  /** The same after another rate in the range before. */
  Candidate after(@Nullable Double before) {
    return new Candidate(
        kind, question, step, link, name, page, sign, detail, whole, figures.after(before));
  }

  String funnel() {
    var id = question == null ? null : question.ref().id();
    return id == null ? "" : id;
  }

  /** Two of the same are one finding, at whichever step it is worst. */
  String fault() {
    return switch (kind) {
      case FRICTION -> kind + "\n" + sign + "\n" + detail + "\n" + page;
      case DETOUR -> kind + "\n" + page;
      case FELL -> kind + "\n" + funnel() + "\n" + step;
      case LINK -> kind + "\n" + link;
    };
  }

  Evidence evidence() {
    return new Evidence(
        kind,
        question == null ? null : question.ref().id(),
        step == 0 ? null : step,
        link.isEmpty() ? null : link,
        page.isEmpty() ? null : page,
        sign,
        detail.isEmpty() ? null : detail);
  }
}
