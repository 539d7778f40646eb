package io.polku.testkit.oracle;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Hold;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.session.SessionRules;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Funnel facts by the words of {@link FunnelDefinition}: every chain of a subject is made, then the
 * reported one is picked. The number of chains grows as fast as it can, so a subject may have some
 * dozen matching events, not hundreds.
 */
public final class NaiveFunnel {
  /** Most chains of one subject, value and day. */
  public static final int CHAINS_MAX = 2_000_000;

  private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

  private final FunnelDefinition funnel;
  private final ZoneId zone;
  private final LongPredicate mayEnterAt;
  private final int valuesMax;
  private final List<List<Event>> sessions;

  private NaiveFunnel(
      FunnelDefinition funnel,
      ZoneId zone,
      LongPredicate mayEnterAt,
      int valuesMax,
      List<List<Event>> sessions) {
    this.funnel = funnel;
    this.zone = zone;
    this.mayEnterAt = mayEnterAt;
    this.valuesMax = valuesMax;
    this.sessions = sessions;
  }

  /**
   * All facts of one visitor.
   *
   * @param events of one visitor, in any order, without repeats
   * @param zone the site's time zone
   * @return by subject, entry day and value (in order of its first event); empty when nothing
   *     enters
   * @throws IllegalArgumentException when a subject has more than {@link #CHAINS_MAX} chains
   */
  public static List<NaiveFact> facts(
      Collection<Event> events, FunnelDefinition funnel, SessionRules rules, ZoneId zone) {
    return facts(events, funnel, rules, zone, time -> true, Hold.VALUES_MAX);
  }

  /**
   * Facts of a range: the part of a day that lies in it is a day of its own. Only what enters is
   * limited to the range; later steps and everything else may lie outside.
   *
   * @param mayEnterAt whether a time in epoch milliseconds lies in the range
   * @param valuesMax most values of a subject and day that are looked at
   */
  public static List<NaiveFact> facts(
      Collection<Event> events,
      FunnelDefinition funnel,
      SessionRules rules,
      ZoneId zone,
      LongPredicate mayEnterAt,
      int valuesMax) {
    var sessions = NaiveSessions.of(events, rules);
    var naive = new NaiveFunnel(funnel, zone, mayEnterAt, valuesMax, sessions);
    var facts = new ArrayList<NaiveFact>();
    if (funnel.subject() == Subject.VISITOR) {
      var ordered = events.stream().sorted(Event.ORDER).toList();
      facts.addAll(naive.factsOf(new Who(ordered, 0, Long.MAX_VALUE)));
    } else {
      for (var session : sessions) {
        var startMillis = session.getFirst().timeMillis();
        var silentFromMillis = session.getLast().timeMillis() + rules.gap().toMillis();
        var endMillis = Math.min(silentFromMillis, startMillis + DAY_MILLIS);
        facts.addAll(naive.factsOf(new Who(session, startMillis, endMillis)));
      }
    }
    return facts;
  }

  /** A subject: all its events in order, and the last moment at which it can have another. */
  private record Who(List<Event> events, long sessionStartMillis, long endMillis) {}

  /** The funnel run for one value: the subject, and those of its events that carry the value. */
  private record Run(Who who, String value, List<Event> carrying) {}

  private List<NaiveFact> factsOf(Who who) {
    var facts = new ArrayList<NaiveFact>();
    var entries = entries(who.events());
    for (var day : entries.stream().map(this::day).distinct().toList()) {
      var hold = funnel.hold();
      if (hold == null) {
        facts.add(fact(new Run(who, "", who.events()), day, false));
        continue;
      }
      var values =
          entries.stream()
              .filter(entry -> day(entry).equals(day))
              .flatMap(entry -> hold.values(entry).stream())
              .distinct()
              .toList();
      for (var value : values.stream().limit(valuesMax).toList()) {
        var carrying = who.events().stream().filter(e -> hold.values(e).contains(value)).toList();
        facts.add(fact(new Run(who, value, carrying), day, values.size() > valuesMax));
      }
    }
    return facts;
  }

  /** Events with which the funnel can be entered. */
  private List<Event> entries(List<Event> events) {
    return events.stream()
        .filter(event -> mayEnterAt.test(event.timeMillis()))
        .filter(
            event ->
                funnel.order() == Order.ANY
                    ? serves(event) > 0
                    : funnel.steps().getFirst().matches(event))
        .toList();
  }

  private NaiveFact fact(Run run, LocalDate day, boolean capped) {
    var entries = entries(run.carrying()).stream().filter(entry -> day(entry).equals(day)).toList();
    var chains = new ArrayList<List<Event>>();
    for (var entry : entries) {
      addChains(List.of(entry), run, chains);
    }
    var valid = chains.stream().filter(chain -> isValid(chain, run)).toList();
    var reported = valid.stream().min(ChainOrder.REPORTED_FIRST).orElseThrow();
    return new NaiveFact(
        entries.getFirst().visitorId(),
        run.who().sessionStartMillis(),
        day,
        run.value(),
        reported,
        stepTimes(reported, run),
        entries.getFirst().timeMillis(),
        Math.min(deadline(valid, reported, entries.getLast()), run.who().endMillis()),
        chains.stream().mapToInt(List::size).max().orElseThrow(),
        capped,
        wayOut(reported.getLast()));
  }

  /** Adds the chain, and every chain that begins with it; exclusions are not looked at. */
  private void addChains(List<Event> chain, Run run, List<List<Event>> chains) {
    if (chains.size() == CHAINS_MAX) {
      throw new IllegalArgumentException("chains: more than " + CHAINS_MAX + " (too many events)");
    }
    chains.add(chain);
    for (var event : run.carrying()) {
      if (isAfter(event, chain.getLast()) && continues(chain, event, run)) {
        var longer = new ArrayList<>(chain);
        longer.add(event);
        addChains(longer, run, chains);
      }
    }
  }

  private boolean continues(List<Event> chain, Event event, Run run) {
    var since = funnel.window().perStep() ? chain.getLast() : chain.getFirst();
    if (event.timeMillis() - since.timeMillis() > funnel.window().length().toMillis()) {
      return false;
    }
    return switch (funnel.order()) {
      case ORDERED -> isNextStep(chain, event);
      case STRICT ->
          isNextStep(chain, event)
              && between(chain.getLast(), event, run.who().events()).stream()
                  .allMatch(other -> WayOut.isPassive(other.name()));
      case ANY ->
          serves(event) > 0
              && chain.stream().noneMatch(earlier -> serves(earlier) == serves(event));
    };
  }

  private boolean isNextStep(List<Event> chain, Event event) {
    var required = funnel.requiredSteps();
    return chain.size() < required.size() && required.get(chain.size()).matches(event);
  }

  /** With order any: number of the one step that the event serves, or 0. */
  private int serves(Event event) {
    for (var i = 0; i < funnel.steps().size(); i++) {
      if (funnel.steps().get(i).matches(event)) {
        return i + 1;
      }
    }
    return 0;
  }

  private boolean isValid(List<Event> chain, Run run) {
    for (var exclusion : funnel.exclude()) {
      var from = rank(exclusion.from());
      var to = Math.min(rank(exclusion.to()), chain.size());
      if (from >= to) {
        continue;
      }
      for (var event : between(chain.get(from - 1), chain.get(to - 1), run.who().events())) {
        if (funnel.excludes(exclusion, event) && concerns(event, run)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether an exclusion event carries the value that is run, or none. */
  private boolean concerns(Event event, Run run) {
    var hold = funnel.hold();
    return hold == null || hold.values(event).isEmpty() || hold.values(event).contains(run.value());
  }

  /** Which of the required steps a step is, from 1. */
  private int rank(int stepNumber) {
    return (int) funnel.steps().stream().limit(stepNumber).filter(step -> !step.optional()).count();
  }

  private long deadline(List<List<Event>> valid, List<Event> reported, Event lastEntry) {
    var windowMillis = funnel.window().length().toMillis();
    if (!funnel.window().perStep()) {
      return lastEntry.timeMillis() + windowMillis;
    }
    if (reported.size() == funnel.requiredSteps().size()) {
      return reported.getLast().timeMillis();
    }
    return valid.stream()
        .mapToLong(
            chain ->
                chain.getLast().timeMillis() + (reported.size() + 1 - chain.size()) * windowMillis)
        .max()
        .orElseThrow();
  }

  private List<Long> stepTimes(List<Event> chain, Run run) {
    if (funnel.order() == Order.ANY) {
      return chain.stream().map(Event::timeMillis).toList();
    }
    var times = new ArrayList<Long>();
    var reached = 0;
    for (var step : funnel.steps()) {
      if (reached == chain.size()) {
        break;
      }
      if (step.optional()) {
        times.add(latestBetween(chain.get(reached - 1), chain.get(reached), step, run));
      } else {
        times.add(chain.get(reached).timeMillis());
        reached++;
      }
    }
    return times;
  }

  /** Time of the latest event that serves as an optional step, or 0. */
  private static long latestBetween(Event before, Event after, Step optional, Run run) {
    var fitting =
        between(before, after, run.carrying()).stream().filter(optional::matches).toList();
    return fitting.isEmpty() ? 0 : fitting.getLast().timeMillis();
  }

  private WayOut wayOut(Event last) {
    var session = sessions.stream().filter(one -> one.contains(last)).findFirst().orElseThrow();
    var lastPage =
        session.stream()
            .filter(event -> !isAfter(event, last) && !event.page().path().isEmpty())
            .reduce("", (path, event) -> event.page().path(), (one, other) -> other);
    var lastClick = "";
    var signals = EnumSet.noneOf(Signal.class);
    for (var event : session) {
      if (!isAfter(event, last)) {
        continue;
      }
      var signal = WayOut.signal(event);
      if (signal != null) {
        signals.add(signal);
      }
      if (event.name().equals(WayOut.CLICK)) {
        lastClick = WayOut.clickLabel(event);
      }
      if (WayOut.ends(event.name())) {
        return new WayOut(lastPage, lastClick, WayOut.next(event), signals);
      }
    }
    return new WayOut(lastPage, lastClick, "", signals);
  }

  /** Events after the one and before the other. */
  private static List<Event> between(Event one, Event other, List<Event> events) {
    return events.stream().filter(event -> isAfter(event, one) && isAfter(other, event)).toList();
  }

  private static boolean isAfter(Event later, Event earlier) {
    return Event.ORDER.compare(later, earlier) > 0;
  }

  private LocalDate day(Event event) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(event.timeMillis()), zone);
  }
}
