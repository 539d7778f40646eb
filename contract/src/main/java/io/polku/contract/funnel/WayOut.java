package io.polku.contract.funnel;

import io.polku.contract.event.Event;
import io.polku.contract.event.ScalarText;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor did right after the last event of the reported chain: the context of a drop-off.
 *
 * <p>The way out of an event e are the events of the same visitor and the same session after e, up
 * to and including the first one that {@link #ends} it. It is taken over all events of the session,
 * whatever the subject of the funnel and whatever value it holds.
 *
 * <p>The static methods are the rules, one event at a time. The SQL mirrors them.
 *
 * @param lastPage path of e, or of the latest event before it in the session that has one, else ""
 * @param lastClick {@link #clickLabel} of the last {@code click} on the way out, else ""
 * @param next {@link #next} of the event that ends the way out; "" where the session ended first,
 *     which of a dropped subject means exit
 * @param signals {@link #signal} of the events on the way out
 */
public record WayOut(String lastPage, String lastClick, String next, Set<Signal> signals) {
  /** Nothing known of the page, and nothing happened after. */
  public static final WayOut NONE = new WayOut("", "", "", Set.of());

  /** What is put before the name of an event in {@link #next}. */
  public static final String EVENT = "event:";

  /**
   * Names of events that happen to a visitor or beside what he does. They may lie between the steps
   * of a {@link Order#STRICT} funnel, and do not end a way out.
   */
  public static final Set<String> PASSIVE =
      Set.of(
          "link_view",
          "scroll",
          "web_vital",
          "js_error",
          "form_error",
          "form_start",
          "form_abandon",
          "rage_click",
          "dead_click");

  /** Name of the event that a page view is. */
  public static final String PAGE_VIEW = "page_view";

  /** Name of the event that a click is. */
  public static final String CLICK = "click";

  /** Name of the event that tells a web vital, with the properties below. */
  public static final String WEB_VITAL = "web_vital";

  /** Property of a {@code web_vital}: {@code LCP}, {@code INP}, {@code CLS} or another. */
  public static final String METRIC = "metric";

  /** Property of a {@code web_vital}: a number, in milliseconds for {@code LCP}, {@code INP}. */
  public static final String METRIC_VALUE = "value";

  /** Name of the event that a page of search results is. */
  public static final String SEARCH_RESULTS = "view_search_results";

  /** Property of a {@code view_search_results}: how many there were. */
  public static final String RESULTS = "results";

  /** Name of the event that a form which did not accept what was entered is. */
  public static final String FORM_ERROR = "form_error";

  /** Longest label of a click, in characters (code points). */
  public static final int LABEL_CHARS_MAX = 80;

  /** An LCP up to it is good, in milliseconds: https://web.dev/articles/vitals. */
  public static final double LCP_GOOD_MAX = 2_500;

  /** An INP up to it is good, in milliseconds. */
  public static final double INP_GOOD_MAX = 200;

  /** A CLS up to it is good. */
  public static final double CLS_GOOD_MAX = 0.1;

  /** An LCP above it is poor, in milliseconds. */
  public static final double LCP_POOR_ABOVE = 4_000;

  /** An INP above it is poor, in milliseconds. */
  public static final double INP_POOR_ABOVE = 500;

  /** A CLS above it is poor. */
  public static final double CLS_POOR_ABOVE = 0.25;

  /** Absent parts become empty ones; the set is copied. */
  public WayOut {
    lastPage = lastPage == null ? "" : lastPage;
    lastClick = lastClick == null ? "" : lastClick;
    next = next == null ? "" : next;
    signals = signals == null ? Set.of() : Set.copyOf(signals);
  }

  /** Whether events of that name are passive. */
  public static boolean isPassive(String name) {
    return PASSIVE.contains(name);
  }

  /** Whether an event of that name ends a way out: every one but {@code click} and passive ones. */
  public static boolean ends(String name) {
    return !name.equals(CLICK) && !isPassive(name);
  }

  /**
   * Where an event that ends a way out led: a page view's path, else {@link #EVENT} and the name. A
   * page view without a path is told by its name.
   */
  public static String next(Event event) {
    return event.name().equals(PAGE_VIEW) && !event.page().path().isEmpty()
        ? event.page().path()
        : EVENT + event.name();
  }

  /**
   * What a click was on: the first of link name, id, text and selector that is not "", cut to
   * {@link #LABEL_CHARS_MAX}; "" where all are, or there is no element.
   */
  public static String clickLabel(Event click) {
    var element = click.element();
    return element == null
        ? ""
        : Stream.of(element.link(), element.id(), element.text(), element.selector())
            .filter(text -> !text.isEmpty())
            .map(WayOut::cut)
            .findFirst()
            .orElse("");
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= LABEL_CHARS_MAX
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LABEL_CHARS_MAX));
  }

  /** The sign of trouble that an event is, or null. Numbers are read by {@link ScalarText}. */
  public static @Nullable Signal signal(Event event) {
    return switch (event.name()) {
      case "rage_click" -> Signal.RAGE_CLICK;
      case "dead_click" -> Signal.DEAD_CLICK;
      case "form_error" -> Signal.FORM_ERROR;
      case "js_error" -> Signal.JS_ERROR;
      case WEB_VITAL -> isPoor(event) ? Signal.SLOW_PAGE : null;
      case SEARCH_RESULTS -> number(event, RESULTS) == 0 ? Signal.EMPTY_SEARCH : null;
      default -> null;
    };
  }

  private static boolean isPoor(Event vital) {
    var value = number(vital, METRIC_VALUE);
    return switch (vital.props().getOrDefault(METRIC, "")) {
      case "LCP" -> value > LCP_POOR_ABOVE;
      case "INP" -> value > INP_POOR_ABOVE;
      case "CLS" -> value > CLS_POOR_ABOVE;
      default -> false;
    };
  }

  /** NaN, which is neither above nor equal to anything, where there is none. */
  private static double number(Event event, String prop) {
    return ScalarText.number(event.props().getOrDefault(prop, "")).orElse(Double.NaN);
  }
}
