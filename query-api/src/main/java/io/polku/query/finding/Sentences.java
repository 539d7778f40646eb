package io.polku.query.finding;

import io.polku.contract.funnel.Signal;
import io.polku.query.funnel.FunnelQuestion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Findings in plain words. */
final class Sentences {
  private static final double PERCENT = 100;

  private Sentences() {}

  /**
   * One sentence, or two.
   *
   * @param because what explains that a step fell; "" where nothing does
   */
  static String of(Candidate candidate, String because) {
    var figures = candidate.figures();
    var rate = percent(figures.rate());
    var expected = percent(figures.expected());
    var question = candidate.question();
    return switch (candidate.kind()) {
      case FRICTION ->
          String.format(
              Locale.ROOT,
              "%s: %,d people met %s%s; %s of them went on, %s of comparable people who did not.",
              step(question, candidate.step()),
              figures.subjects(),
              sign(candidate),
              candidate.page().isEmpty() ? "" : " on " + candidate.page(),
              rate,
              expected);
      case DETOUR ->
          String.format(
              Locale.ROOT,
              "%s: %,d people went to %s first; %s of them went on, %s of comparable people who went"
                  + " elsewhere.",
              step(question, candidate.step()),
              figures.subjects(),
              candidate.page(),
              rate,
              expected);
      case FELL ->
          String.format(
              Locale.ROOT,
              "%s: %s of %,d people went on, %s in the period before.%s",
              step(question, candidate.step()),
              rate,
              figures.subjects(),
              expected,
              because.isEmpty() ? "" : " " + because);
      case LINK ->
          String.format(
              Locale.ROOT,
              "\u201c%s\u201d was clicked in %s of %,d page views with it in view, %s %s.",
              candidate.name(),
              rate,
              figures.subjects(),
              expected,
              candidate.whole() ? "were expected" : "in the period before");
    };
  }

  private static String step(@Nullable FunnelQuestion question, int number) {
    if (question == null) {
      return "";
    }
    return "At \u201c"
        + question.funnel().steps().get(number - 1).name()
        + "\u201d of \u201c"
        + question.funnel().name()
        + "\u201d";
  }

  private static String sign(Candidate candidate) {
    var detail = candidate.detail().isEmpty() ? "" : " \u201c" + candidate.detail() + "\u201d";
    var sign = candidate.sign();
    return switch (sign == null ? Signal.JS_ERROR : sign) {
      case RAGE_CLICK -> "repeated clicks" + (detail.isEmpty() ? "" : " at" + detail);
      case DEAD_CLICK -> "clicks that did nothing" + (detail.isEmpty() ? "" : " at" + detail);
      case FORM_ERROR -> "an error in a form" + (detail.isEmpty() ? "" : ", field" + detail);
      case JS_ERROR -> "a script error" + detail;
      case SLOW_PAGE -> "a slow page" + (detail.isEmpty() ? "" : ", by" + detail);
      case EMPTY_SEARCH -> "a search without results" + (detail.isEmpty() ? "" : " for" + detail);
    };
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.0f %%", rate * PERCENT);
  }
}
