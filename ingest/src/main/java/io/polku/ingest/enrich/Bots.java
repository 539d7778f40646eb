package io.polku.ingest.enrich;

import io.polku.ingest.enrich.UserAgents.Agent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Signals that an event came from a bot. Each reason is a kind of signal of its own; nothing is
 * dropped for it.
 *
 * <table>
 * <caption>Reasons</caption>
 * <tr><th>reason</th><th>signal</th></tr>
 * <tr><td>user_agent</td><td>the user agent says that it is a bot</td></tr>
 * <tr><td>program</td><td>the user agent is that of an HTTP library, or there is none</td></tr>
 * <tr><td>headless</td><td>a browser without a window, or one that says a program drives
 * it</td></tr>
 * <tr><td>headers</td><td>it says it is a browser and lacks what every browser sends</td></tr>
 * <tr><td>network</td><td>its address is in the list of data centres</td></tr>
 * <tr><td>rate</td><td>more page views than a person can look at</td></tr>
 * </table>
 */
public final class Bots {
  /** It says itself that it is one. */
  static final String DECLARED = "declared";

  /** At least two kinds of signals agree. */
  static final String SUSPECTED = "suspected";

  private static final int KINDS_MIN = 2;
  private static final String USER_AGENT = "user_agent";

  private final Predicate<String> dataCentre;
  private final ToIntFunction<String> pageViewRate;

  /**
   * Signals beyond what an event itself shows.
   *
   * @param dataCentre whether an address is in a data centre
   * @param pageViewRate takes a visitor with its site, counts a page view, and says with a number
   *     above 0 that there were too many
   */
  public Bots(Predicate<String> dataCentre, ToIntFunction<String> pageViewRate) {
    this.dataCentre = dataCentre;
    this.pageViewRate = pageViewRate;
  }

  /** Without a list of data centres and without counting. */
  public static Bots bySightAlone() {
    return new Bots(_ -> false, _ -> 0);
  }

  /** All reasons, in the order of the table. */
  List<String> reasons(Hints hints, Agent agent) {
    if (hints.equals(Hints.NONE)) {
      return List.of();
    }
    var reasons = new ArrayList<String>(0);
    if (agent.bot()) {
      reasons.add(USER_AGENT);
    }
    if (agent.program() || (hints.ownRequest() && hints.userAgent().isEmpty())) {
      reasons.add("program");
    }
    if (agent.headless() || hints.automated() || hints.brands().contains("Headless")) {
      reasons.add("headless");
    }
    if (hints.ownRequest()
        && hints.acceptLanguage().isEmpty()
        && hints.userAgent().startsWith("Mozilla/")) {
      reasons.add("headers");
    }
    if (!hints.address().isEmpty() && dataCentre.test(hints.address())) {
      reasons.add("network");
    }
    return reasons;
  }

  /** Counts a page view of a visitor; whether that was one too many for a person. */
  boolean tooFast(String site, String visitor) {
    return pageViewRate.applyAsInt(site + '\n' + visitor) > 0;
  }

  /** The word for all reasons together. */
  static String word(List<String> reasons) {
    if (reasons.contains(USER_AGENT)) {
      return DECLARED;
    }
    return reasons.size() >= KINDS_MIN ? SUSPECTED : "";
  }
}
