package io.polku.streams.visitor;

import io.polku.contract.change.Change;
import io.polku.contract.event.Event;
import io.polku.contract.history.RebuildRequest;
import io.polku.streams.event.NameHash;
import io.polku.streams.event.SlimEvent;
import io.polku.streams.visitor.VisitorEngine.Rebuilt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A visitor computed anew from what is stored and what came since. Stored rows that are no more are
 * deleted by their keys: those that were found stored and those that the state knows of, because
 * what was told before the visitor froze is stored, and what was told since is known.
 */
final class Rebuild {
  private final VisitorState state;
  private final VisitorHistory history;
  private final SiteRules rules;
  private final EventIds ids;

  Rebuild(VisitorState state, VisitorHistory history, SiteRules rules, EventIds ids) {
    this.state = state;
    this.history = history;
    this.rules = rules;
    this.ids = ids;
  }

  Rebuilt with(List<Event> held) {
    var all = new HashMap<String, SlimEvent>();
    history.events().forEach(event -> all.putIfAbsent(event.id(), event));
    var unread = state.retained().stream().filter(event -> !all.containsKey(event.id())).toList();
    unread.forEach(event -> all.put(event.id(), event));
    var changes = new ArrayList<Change>();
    for (var event : held) {
      changes.add(release(event, all));
    }
    var events = all.values().stream().sorted(SlimEvent.ORDER).toList();
    if (history.tooLong() || Folding.isTooMuch(Standing.first(0), events, rules)) {
      return leftOut(events, changes);
    }
    if (state.standing().leftOut()) {
      events.forEach(this::put);
      var known = state.standing().rebuilt(rules.epoch());
      return rebuilt(state.bare(highest(events), rules, known), changes);
    }
    if (!history.isAnswer() && state.standing().blind()) {
      return stub(events);
    }
    var telling = history.isAnswer() ? everything(events) : differences(events);
    var next = next(events, unread.isEmpty() ? rules.epoch() : knownEpoch());
    changes.addAll(telling.changes(next.ver()));
    if (history.isAnswer() && next.standing().epoch() < rules.epoch()) {
      // The back-fill may have come by already, so another request sees to it.
      var asking = next.with(next.standing().asking());
      var visitor = history.visitor();
      return new Rebuilt(
          VisitorCodec.encode(asking, rules),
          changes,
          new RebuildRequest(
              visitor.site(),
              visitor.visitorId(),
              asking.standing().asked(),
              asking.standing().arrivedMillis()));
    }
    return rebuilt(next, changes);
  }

  /**
   * Events that came after the history was read were looked at for the funnels of their time, which
   * are at least those of this epoch.
   */
  private long knownEpoch() {
    return history.isAnswer() ? state.standing().epoch() : history.epoch();
  }

  /** Stored, or removed as a repeat, now that it is known which. */
  private Change release(Event event, Map<String, SlimEvent> all) {
    var held = new Change.Held(event.receivedAtMillis(), event.republished(), true);
    var nameHash = NameHash.of(event.name());
    var id = event.id();
    for (var known = nameHashOf(id, all); known != null; known = nameHashOf(id, all)) {
      if (known == nameHash) {
        return VisitorEngine.duplicate(event, state.ver(), held);
      }
      id = NameHash.distinctId(id, nameHash);
    }
    var conflict = !id.equals(event.id());
    var kept = conflict ? event.withId(id) : event;
    all.put(id, VisitorEngine.slim(kept, rules));
    return telling().change(state.ver(), new Change.Stored(kept, true, conflict), held, null);
  }

  private @Nullable Integer nameHashOf(String id, Map<String, SlimEvent> all) {
    var event = all.get(id);
    if (event != null) {
      return event.nameHash();
    }
    return state.idsStored() ? ids.nameHash(id) : null;
  }

  /** All rows, and the keys of those that are no more. */
  private Telling everything(List<SlimEvent> events) {
    var telling = telling();
    var keys = new HashSet<RowKey>();
    var factKeys = new HashSet<Change.FactKey>();
    for (var row : Rows.of(Progress.none(rules), events, rules)) {
      telling.add(row);
      keys.add(row.key());
      if (row.key() instanceof RowKey.DayKey fact) {
        factKeys.add(telling.factKey(fact));
      }
    }
    for (var start : history.sessions()) {
      if (!keys.contains(new RowKey.SessionKey(start))) {
        telling.sessionGone(start);
      }
    }
    for (var key : history.facts()) {
      if (!factKeys.contains(key) && isLive(key)) {
        telling.factGone(key);
      }
    }
    for (var key : state.emitted().keySet()) {
      if (!keys.contains(key)) {
        telling.gone(key);
      }
    }
    return telling;
  }

  private boolean isLive(Change.FactKey key) {
    return rules.funnels().stream()
        .anyMatch(
            funnel -> funnel.id().equals(key.funnelId()) && funnel.version() == key.version());
  }

  /** What others do not know yet: rows of new versions, and what the state knows to differ. */
  private Telling differences(List<SlimEvent> events) {
    var telling = telling();
    var keys = new HashSet<RowKey>();
    for (var row : Rows.of(Progress.none(rules), events, rules)) {
      keys.add(row.key());
      var known = state.emitted().get(row.key());
      if (known == null ? isNew(row) : known != row.fingerprint()) {
        telling.add(row);
      }
    }
    for (var key : state.emitted().keySet()) {
      if (!keys.contains(key)) {
        telling.gone(key);
      }
    }
    return telling;
  }

  private boolean isNew(Row row) {
    return row.key() instanceof RowKey.DayKey fact
        && rules.funnelEpochs().get(fact.funnel()) > state.standing().epoch();
  }

  /** Facts of new versions for somebody who is not here now, and still is not. */
  private Rebuilt stub(List<SlimEvent> events) {
    var telling = telling();
    for (var row : Rows.of(Progress.none(rules), events, rules)) {
      if (isNew(row)) {
        telling.add(row);
      }
    }
    var next =
        new VisitorState(
            state.ver() + 1,
            state.highestMillis(),
            state.floorMillis(),
            state.idsStored(),
            state.folded(),
            state.retained(),
            state.emitted(),
            state.standing().computed(rules.epoch()));
    return rebuilt(next, telling.changes(next.ver()));
  }

  private Rebuilt leftOut(List<SlimEvent> events, List<Change> changes) {
    events.forEach(this::put);
    var left = state.standing().rebuilt(rules.epoch()).left();
    var next = state.bare(highest(events), rules, left);
    var reason = history.tooLong() ? Change.HISTORY_TOO_LONG : Change.TOO_MANY_IN_A_DAY;
    changes.add(telling().change(next.ver(), null, null, reason));
    return rebuilt(next, changes);
  }

  /** The state as if all events had come in order. */
  private VisitorState next(List<SlimEvent> events, long epoch) {
    var highest = highest(events);
    var floor = Folding.floor(highest, events, rules);
    var falling = events.subList(0, Folding.countTo(floor, events));
    var idsForgotten = state.standing().idsFromMillis() != Standing.ALL_IDS;
    var toPut = idsForgotten ? falling : state.retained();
    toPut.stream().filter(event -> event.timeMillis() <= floor).forEach(this::put);
    var folded = Folding.fold(Progress.none(rules), falling, rules).without(floor, rules);
    var rest = events.subList(falling.size(), events.size());
    var emitted = HashMap.<RowKey, Long>newHashMap(events.size());
    Rows.of(folded, rest, rules).forEach(row -> emitted.put(row.key(), row.fingerprint()));
    return new VisitorState(
        state.ver() + 1,
        highest,
        floor,
        state.idsStored() || !falling.isEmpty(),
        folded,
        rest,
        emitted,
        Folding.count(state.standing().rebuilt(epoch), falling, rules));
  }

  private long highest(List<SlimEvent> events) {
    return events.isEmpty()
        ? state.highestMillis()
        : Math.max(state.highestMillis(), events.getLast().timeMillis());
  }

  private void put(SlimEvent event) {
    ids.put(event.id(), event.nameHash(), event.timeMillis());
  }

  private Telling telling() {
    return new Telling(history.visitor().site(), history.visitor().visitorId(), rules);
  }

  private Rebuilt rebuilt(VisitorState next, List<Change> changes) {
    return new Rebuilt(VisitorCodec.encode(next, rules), changes, null);
  }
}
