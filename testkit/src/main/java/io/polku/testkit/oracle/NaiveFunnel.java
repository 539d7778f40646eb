package io.polku.testkit.oracle;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.session.SessionRules;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Funnel facts by the words of {@link FunnelDefinition}: every chain of a subject is made, then the
 * reported one is picked. The number of chains grows as fast as it can, so a subject may have some
 * dozen matching events, not hundreds.
 */
public final class NaiveFunnel {
  /** Most chains of one subject and day. */
  public static final int CHAINS_MAX = 2_000_000;

  private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

  private NaiveFunnel() {}

  /**
   * All facts of one visitor.
   *
   * @param events of one visitor, in any order, without repeats
   * @param zone the site's time zone
   * @return by subject and entry day, in order of time; empty when nothing matches step 1
   * @throws IllegalArgumentException when a subject has more than {@link #CHAINS_MAX} chains
   */
  public static List<NaiveFact> facts(
      Collection<Event> events, FunnelDefinition funnel, SessionRules rules, ZoneId zone) {
    var facts = new ArrayList<NaiveFact>();
    switch (funnel.subject()) {
      case VISITOR -> {
        var ordered = events.stream().sorted(Event.ORDER).toList();
        facts.addAll(factsOfSubject(ordered, 0, funnel, zone, deadline -> deadline));
      }
      case SESSION -> {
        for (var session : NaiveSessions.of(events, rules)) {
          var startMillis = session.getFirst().timeMillis();
          var silentFromMillis = session.getLast().timeMillis() + rules.gap().toMillis();
          var endMillis = Math.min(silentFromMillis, startMillis + DAY_MILLIS);
          facts.addAll(
              factsOfSubject(
                  session, startMillis, funnel, zone, deadline -> Math.min(deadline, endMillis)));
        }
      }
    }
    return facts;
  }

  private static List<NaiveFact> factsOfSubject(
      List<Event> subject,
      long sessionStartMillis,
      FunnelDefinition funnel,
      ZoneId zone,
      LongUnaryOperator bounded) {
    var facts = new ArrayList<NaiveFact>();
    var entries = subject.stream().filter(funnel.steps().getFirst()::matches).toList();
    for (var day : entries.stream().map(entry -> day(entry, zone)).distinct().toList()) {
      var entriesOfDay = entries.stream().filter(entry -> day(entry, zone).equals(day)).toList();
      var chains = new ArrayList<List<Event>>();
      for (var entry : entriesOfDay) {
        addChains(List.of(entry), subject, funnel, chains);
      }
      facts.add(
          new NaiveFact(
              entriesOfDay.getFirst().visitorId(),
              sessionStartMillis,
              day,
              chains.stream().min(ChainOrder.REPORTED_FIRST).orElseThrow(),
              entriesOfDay.getFirst().timeMillis(),
              bounded.applyAsLong(
                  entriesOfDay.getLast().timeMillis() + funnel.window().length().toMillis())));
    }
    return facts;
  }

  /** Adds the chain, and every chain that begins with it. */
  private static void addChains(
      List<Event> chain, List<Event> subject, FunnelDefinition funnel, List<List<Event>> chains) {
    if (chains.size() == CHAINS_MAX) {
      throw new IllegalArgumentException("chains: more than " + CHAINS_MAX + " (too many events)");
    }
    chains.add(chain);
    if (chain.size() == funnel.steps().size()) {
      return;
    }
    var step = funnel.steps().get(chain.size());
    for (var event : subject) {
      var later = Event.ORDER.compare(event, chain.getLast()) > 0;
      var sinceFirstMillis = event.timeMillis() - chain.getFirst().timeMillis();
      if (later && step.matches(event) && sinceFirstMillis <= funnel.window().length().toMillis()) {
        var longer = new ArrayList<>(chain);
        longer.add(event);
        addChains(longer, subject, funnel, chains);
      }
    }
  }

  private static LocalDate day(Event event, ZoneId zone) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(event.timeMillis()), zone);
  }
}
