package io.polku.streams.visitor;

import io.polku.contract.change.Change;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.session.Session;
import io.polku.streams.event.EventId;
import io.polku.streams.event.NameHash;
import io.polku.streams.event.Roles;
import io.polku.streams.event.SlimEvent;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event changes in what is known of its visitor. Pure: depends on the state, the event and
 * the site's rules, on no clock, and on the order of arrival only where an event comes at or before
 * the visitor's floor.
 *
 * <p>The floor is the visitor's highest event time minus the grace period (and higher where a
 * visitor has more than {@link #RETAINED_MAX} events after it). Events after it are held in order
 * and gone through anew for each further event; those that fall to the floor are folded into the
 * progress there and forgotten, but for their ids. An event at or before the floor is late: stored,
 * flagged, and in no derived row.
 */
public final class VisitorEngine {
  /** Most events held for one visitor; with one more the floor moves up to the oldest. */
  public static final int RETAINED_MAX = 2_000;

  private VisitorEngine() {}

  /**
   * What came of an event.
   *
   * @param state the visitor's state from now on, or null if it is what it was
   * @param change what others are told
   */
  @SuppressWarnings("ArrayRecordComponent") // On its way to the store; nobody compares outcomes.
  public record Outcome(byte @Nullable [] state, Change change) {}

  /** As the other, with nothing remembered. */
  public static Outcome accept(
      byte @Nullable [] stored, Event event, SiteRules rules, EventIds ids) {
    return accept(stored, event, rules, ids, RecentVisitors.none());
  }

  /**
   * Takes the next event of a visitor as it lies in the log.
   *
   * @param stored the visitor's state, or null before the first event
   * @param ids ids of the visitor's events; ids that leave the state are put there
   * @param recent what is remembered of visitors; changes nothing but the time it takes
   */
  public static Outcome accept(
      byte @Nullable [] stored, Event event, SiteRules rules, EventIds ids, RecentVisitors recent) {
    var visitor = stored == null ? null : recent.find(event.key(), stored, rules);
    var state = visitor == null ? state(stored, rules) : visitor.state();
    var nameHash = NameHash.of(event.name());
    var id = event.id();
    for (var known = nameHashOf(id, state, ids);
        known != null;
        known = nameHashOf(id, state, ids)) {
      if (known == nameHash) {
        return new Outcome(null, duplicate(event, state.ver()));
      }
      id = NameHash.distinctId(id, nameHash);
    }
    var conflict = !id.equals(event.id());
    var kept = conflict ? event.withId(id) : event;
    if (kept.timeMillis() <= state.floorMillis()) {
      ids.put(id, nameHash, kept.timeMillis());
      var next = state.idsStored() ? null : VisitorCodec.encode(withIdsStored(state), rules);
      return new Outcome(next, new Rewrite(kept, rules).late(state.ver(), conflict));
    }
    var head = visitor != null ? visitor.head() : stored == null ? state.folded() : null;
    return new Rewrite(kept, rules).inTime(state, head, ids, conflict, recent);
  }

  private static VisitorState state(byte @Nullable [] stored, SiteRules rules) {
    return stored == null ? VisitorState.first(rules) : VisitorCodec.decode(stored, rules);
  }

  private static @Nullable Integer nameHashOf(String id, VisitorState state, EventIds ids) {
    var wanted = EventId.of(id);
    for (var event : state.retained()) {
      if (event.eventId().equals(wanted)) {
        return event.nameHash();
      }
    }
    return state.idsStored() ? ids.nameHash(id) : null;
  }

  private static VisitorState withIdsStored(VisitorState state) {
    return new VisitorState(
        state.ver(),
        state.highestMillis(),
        state.floorMillis(),
        true,
        state.folded(),
        state.retained(),
        state.emitted());
  }

  /** What sessions and funnels need of an event. */
  @SuppressWarnings("ReferenceEquality") // There is one NONE.
  static SlimEvent slim(Event event, SiteRules rules) {
    var funnels = rules.funnels();
    var roles = Roles.NONE;
    for (var i = 0; i < funnels.size(); i++) {
      var mask = funnels.get(i).mask(event);
      if (mask != 0) {
        roles = roles == Roles.NONE ? new Roles(funnels.size()) : roles;
        roles.put(i, mask, funnels.get(i).values(event));
      }
    }
    return SlimEvent.of(event, roles);
  }

  private static Change duplicate(Event event, long ver) {
    return new Change(
        event.site(),
        event.visitorId(),
        ver,
        null,
        new Change.Duplicate(
            event.id(),
            event.name(),
            event.timeMillis(),
            event.receivedAtMillis(),
            event.republished()),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  /** Everything derived, gone through anew with one event more. */
  private static final class Rewrite {
    private final Event event;
    private final SiteRules rules;
    private final List<Session> sessions = new ArrayList<>();
    private final List<Long> sessionsGone = new ArrayList<>();
    private final List<FunnelFact> facts = new ArrayList<>();
    private final List<Change.FactKey> factsGone = new ArrayList<>();

    Rewrite(Event event, SiteRules rules) {
      this.event = event;
      this.rules = rules;
    }

    Change late(long ver, boolean conflict) {
      return change(ver, new Change.Stored(event, true, conflict));
    }

    @SuppressWarnings("ReferenceEquality") // What did not change is the same object.
    Outcome inTime(
        VisitorState state,
        @Nullable Progress headBefore,
        EventIds ids,
        boolean conflict,
        RecentVisitors recent) {
      var slim = slim(event, rules);
      var retained = with(state.retained(), slim);
      // An event that is the newest changes what stands last; any other may change everything.
      Rows rows;
      Map<RowKey, Long> emitted;
      if (headBefore != null && retained.getLast() == slim) {
        rows = Rows.changed(headBefore, slim, rules);
        emitted = added(state.emitted(), rows.list());
      } else {
        rows = Rows.all(state.folded(), retained, rules);
        emitted = diff(state.emitted(), rows.list());
      }
      var head = rows.head();
      var highest = Math.max(state.highestMillis(), event.timeMillis());
      var floor = floor(state.floorMillis(), highest, retained);

      var folded = state.folded();
      var count = 0;
      while (count < retained.size() && retained.get(count).timeMillis() <= floor) {
        var old = retained.get(count++);
        ids.put(old.id(), old.nameHash(), old.timeMillis());
        folded = folded.after(old, rules);
      }
      folded = folded.without(floor, rules);
      var rest = retained.subList(count, retained.size());
      if (folded != state.folded()) {
        var open = Rows.all(folded, rest, rules);
        emitted = only(emitted, open.list());
        head = open.head();
      }
      var next =
          new VisitorState(
              state.ver() + 1,
              highest,
              floor,
              state.idsStored() || count > 0,
              folded,
              rest,
              emitted);
      var stored = VisitorCodec.encode(next, rules);
      recent.put(event.key(), new RecentVisitors.Visitor(stored, next, head, rules));
      return new Outcome(stored, change(next.ver(), new Change.Stored(event, false, conflict)));
    }

    /** Like {@link #diff}, for rows that are not all there are. */
    private Map<RowKey, Long> added(Map<RowKey, Long> before, List<Row> rows) {
      var now = new HashMap<>(before);
      for (var row : rows) {
        var fingerprint = row.fingerprint();
        var known = now.put(row.key(), fingerprint);
        if (known == null || known != fingerprint) {
          add(row);
        }
      }
      return now;
    }

    private void add(Row row) {
      switch (row) {
        case Row.SessionRow session -> sessions.add(session.session().of(event.visitorId()));
        case Row.FactRow fact -> facts.add(fact.of(event.visitorId(), rules));
      }
    }

    private static List<SlimEvent> with(List<SlimEvent> retained, SlimEvent event) {
      var all = new ArrayList<SlimEvent>(retained.size() + 1);
      all.addAll(retained);
      var place = Collections.binarySearch(all, event, SlimEvent.ORDER);
      all.add(place < 0 ? -place - 1 : place, event);
      return all;
    }

    private long floor(long before, long highest, List<SlimEvent> retained) {
      var byGrace = highest - rules.grace().toMillis();
      var excess = retained.size() - RETAINED_MAX;
      var byCount = excess > 0 ? retained.get(excess - 1).timeMillis() : Long.MIN_VALUE;
      return Math.max(before, Math.max(byGrace, byCount));
    }

    /** Notes what differs from what others were told, and returns what they know from now on. */
    private Map<RowKey, Long> diff(Map<RowKey, Long> before, List<Row> rows) {
      var now = HashMap.<RowKey, Long>newHashMap(rows.size());
      for (var row : rows) {
        var key = row.key();
        var fingerprint = row.fingerprint();
        now.put(key, fingerprint);
        var known = before.get(key);
        if (known == null || known != fingerprint) {
          add(row);
        }
      }
      for (var key : before.keySet()) {
        if (!now.containsKey(key)) {
          gone(key);
        }
      }
      return now;
    }

    private void gone(RowKey key) {
      switch (key) {
        case RowKey.SessionKey session -> sessionsGone.add(session.startMillis());
        case RowKey.DayKey fact -> {
          var funnel = rules.funnels().get(fact.funnel());
          factsGone.add(
              new Change.FactKey(
                  funnel.id(),
                  funnel.version(),
                  fact.sessionStartMillis(),
                  LocalDate.ofEpochDay(fact.day()),
                  fact.value()));
        }
      }
    }

    private static Map<RowKey, Long> only(Map<RowKey, Long> emitted, List<Row> rows) {
      var kept = HashMap.<RowKey, Long>newHashMap(rows.size());
      for (var row : rows) {
        var fingerprint = emitted.get(row.key());
        if (fingerprint == null) {
          throw new IllegalStateException(
              "row: " + row.key() + " (expected: the same rows before and after folding)");
        }
        kept.put(row.key(), fingerprint);
      }
      return kept;
    }

    private Change change(long ver, Change.Stored stored) {
      return new Change(
          event.site(),
          event.visitorId(),
          ver,
          stored,
          null,
          sessions,
          sessionsGone,
          facts,
          factsGone,
          null);
    }
  }
}
