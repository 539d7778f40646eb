package io.polku.query.session;

import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.SessionRow;
import io.polku.contract.report.SessionTimeline;
import io.polku.contract.report.SessionTimeline.TimelineEvent;
import io.polku.contract.session.SessionId;
import io.polku.contract.session.SessionRules;
import io.polku.query.session.StoredEvents.Stored;
import io.polku.query.session.StoredFacts.Fact;
import io.polku.query.session.StoredSessions.Span;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells what happened in one session. Thread-safe; blocks on ClickHouse. */
public final class TimelineReports {
  private static final double MILLIS_OF_SECOND = 1_000;

  private final ClickHouse clickHouse;
  private final StoredSessions sessions;
  private final StoredEvents events;
  private final StoredFacts facts;

  /**
   * @param clickHouse where events and facts are
   * @param sessions reads sessions
   */
  public TimelineReports(ClickHouse clickHouse, StoredSessions sessions) {
    this.clickHouse = clickHouse;
    this.sessions = sessions;
    this.events = new StoredEvents(clickHouse);
    this.facts = new StoredFacts(clickHouse);
  }

  /**
   * The session; empty where the site has none that holds that moment of that visitor. So one that
   * was given when a session had begun is still good after an earlier event moved its start.
   *
   * @param funnels the site's funnels, of which steps are told
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public Optional<SessionTimeline> report(
      Site site, SessionId id, List<FunnelVersion> funnels, DataState state, Instant asOf) {
    return sessions
        .withSignals(site.site(), clickHouse.query(one(site.site(), id), StoredSessions::read))
        .stream()
        .findFirst()
        .map(session -> report(site, session, funnels, state, asOf));
  }

  /** The statement, to be explained and looked at. */
  static Sql one(String site, SessionId id) {
    return Sql.file(
        TimelineReports.class,
        "one.sql",
        Map.of(
            "columns", StoredSessions.columns(),
            "site", site,
            "visitor", id.visitorId(),
            "ms", id.startMillis(),
            "length_max_ms", SessionRules.LENGTH_MAX.toMillis()));
  }

  private SessionTimeline report(
      Site site, SessionRow session, List<FunnelVersion> funnels, DataState state, Instant asOf) {
    var span = new Span(session.start().toEpochMilli(), session.end().toEpochMilli());
    var visitor = session.visitorId();
    var rows = events.read(site.site(), visitor, span, SessionTimeline.EVENTS_MAX);
    var more =
        rows.size() < SessionTimeline.EVENTS_MAX
            ? 0
            : events.count(site.site(), visitor, span) - rows.size();
    var chains =
        facts.read(site.site(), visitor).stream()
            .collect(Collectors.groupingBy(fact -> new Key(fact.funnel(), fact.version())));
    var timeline = new ArrayList<TimelineEvent>();
    Event before = null;
    for (var row : rows) {
      timeline.add(event(row, before, steps(row.event(), funnels, chains)));
      before = row.event();
    }
    var matched =
        timeline.stream()
            .flatMap(event -> event.steps().stream())
            .map(SessionTimeline.Step::funnel)
            .collect(Collectors.toSet());
    return new SessionTimeline(
        session.start(),
        session.end(),
        asOf,
        state.version(),
        session,
        timeline,
        more,
        funnels.stream()
            .filter(funnel -> matched.contains(funnel.id()))
            .map(TimelineReports::funnel)
            .toList());
  }

  private record Key(String funnel, int version) {}

  private static SessionTimeline.Funnel funnel(FunnelVersion version) {
    return new SessionTimeline.Funnel(
        version.id(),
        version.version(),
        version.funnel().name(),
        version.funnel().steps().stream().map(Step::name).toList());
  }

  private static TimelineEvent event(
      Stored row, @Nullable Event before, List<SessionTimeline.Step> steps) {
    var event = row.event();
    return new TimelineEvent(
        event.id(),
        Instant.ofEpochMilli(event.timeMillis()),
        Instant.ofEpochMilli(event.receivedAtMillis()),
        before == null ? null : (event.timeMillis() - before.timeMillis()) / MILLIS_OF_SECOND,
        event.name(),
        event.page().path(),
        event.page().url(),
        event.page().title(),
        WayOut.clickLabel(event),
        event.value(),
        event.currency(),
        event.items().size(),
        event.props(),
        WayOut.signal(event),
        row.late(),
        event.republished(),
        event.context().consent(),
        steps);
  }

  private static List<SessionTimeline.Step> steps(
      Event event, List<FunnelVersion> funnels, Map<Key, List<Fact>> chains) {
    var steps = new ArrayList<SessionTimeline.Step>();
    for (var version : funnels) {
      var found = chains.getOrDefault(new Key(version.id(), version.version()), List.of());
      var all = version.funnel().steps();
      for (var i = 0; i < all.size(); i++) {
        if (all.get(i).matches(event)) {
          var place = version.funnel().order() == Order.ANY ? -1 : i;
          steps.add(
              new SessionTimeline.Step(
                  version.id(), i + 1, isOfChain(event.timeMillis(), place, found)));
        }
      }
    }
    return steps;
  }

  /**
   * Whether a fact says that a step was reached then.
   *
   * @param place of the step among a fact's times; -1 where it may be any
   */
  private static boolean isOfChain(long millis, int place, List<Fact> facts) {
    return facts.stream()
        .map(Fact::stepTimes)
        .anyMatch(
            times ->
                place < 0
                    ? times.contains(millis)
                    : place < times.size() && times.get(place) == millis);
  }
}
