package io.polku.streams.visitor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.VisitorKey;
import io.polku.contract.change.Change;
import io.polku.contract.change.Change.FactKey;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.history.RebuildRequest;
import io.polku.contract.session.Session;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One visitor with all that surrounds them: the engine's state, the store of ids, what ClickHouse
 * holds after all changes, and requests and answers on their way.
 */
final class StoredVisitor {
  private record Kept<T>(long ver, @Nullable T row) {}

  private final Map<String, Integer> ids = new HashMap<>();
  private final List<Event> held = new ArrayList<>();
  private final Map<String, Event> events = new TreeMap<>();
  private final Map<Long, Kept<Session>> sessions = new TreeMap<>();
  private final Map<FactKey, Kept<FunnelFact>> facts = new HashMap<>();
  private final Deque<RebuildRequest> requests = new ArrayDeque<>();
  private final Deque<VisitorHistory> answers = new ArrayDeque<>();
  private final String visitorId;
  private SiteRules rules;
  private byte @Nullable [] state;
  private int judged;
  private int heldNow;
  private @Nullable String leftOut;
  private final EventIds eventIds =
      new EventIds() {
        @Override
        public @Nullable Integer nameHash(String id) {
          return ids.get(id);
        }

        @Override
        public void put(String id, int nameHash, long timeMillis) {
          ids.put(id, nameHash);
        }
      };

  StoredVisitor(String visitorId, SiteRules rules) {
    this.visitorId = visitorId;
    this.rules = rules;
  }

  /** From here on other rules hold; those who were here before are back-filled. */
  void define(SiteRules next) {
    rules = next;
    if (state != null) {
      requests.add(new RebuildRequest("shop", "", 0, 0));
    }
  }

  Change accept(Event event) {
    var outcome = VisitorEngine.accept(state, event, rules, eventIds);
    state = outcome.state() == null ? state : outcome.state();
    if (outcome.request() != null) {
      requests.add(outcome.request());
    }
    if (outcome.change().held() != null) {
      held.add(event);
    }
    store(outcome.change());
    return outcome.change();
  }

  /** Reads what is stored, as it is asked for; the answer comes later. */
  boolean read() {
    var request = requests.poll();
    if (request == null) {
      return false;
    }
    var backfill = request.isBackfill();
    var slim = events.values().stream().map(event -> VisitorEngine.slim(event, rules)).toList();
    answers.add(
        new VisitorHistory(
            new VisitorKey("shop", visitorId),
            request.number(),
            backfill ? rules.epoch() : 0,
            false,
            slim,
            backfill ? List.of() : sessions().stream().map(Session::startMillis).toList(),
            backfill ? List.of() : facts().stream().map(StoredVisitor::key).toList()));
    return true;
  }

  /** Lets the next answer in, and leaves it to come again where asked. */
  boolean answer(boolean again) {
    var answer = again ? answers.peek() : answers.poll();
    if (answer == null || state == null) {
      return false;
    }
    // What was read under other rules is reduced again when it comes, as the processor does.
    var slim =
        answer.events().stream()
            .map(event -> VisitorEngine.slim(requireNonNull(events.get(event.id())), rules))
            .toList();
    var history =
        new VisitorHistory(
            answer.visitor(),
            answer.number(),
            answer.epoch(),
            answer.tooLong(),
            slim,
            answer.sessions(),
            answer.facts());
    var waiting = answer.number() > 0 ? List.copyOf(held) : List.<Event>of();
    var rebuilt = VisitorEngine.rebuild(state, history, waiting, rules, eventIds);
    if (rebuilt != null) {
      state = rebuilt.state();
      held.removeAll(waiting);
      rebuilt.changes().forEach(this::store);
      if (rebuilt.request() != null) {
        requests.add(rebuilt.request());
      }
    }
    return true;
  }

  /** As long after the last event as you like. */
  boolean evict() {
    var stub = state == null ? null : VisitorEngine.evict(state, rules, Long.MAX_VALUE);
    if (stub == null) {
      return false;
    }
    state = stub;
    ids.clear();
    return true;
  }

  void settle() {
    while (read() || answer(false)) {
      // Until nothing is on its way any more.
    }
    assertThat(held).isEmpty();
    assertThat(heldNow).isZero();
  }

  private void store(Change change) {
    var stored = change.stored();
    if (stored != null) {
      judged++;
      assertThat(events.put(stored.event().id(), stored.event())).isNull();
    }
    judged += change.duplicate() != null ? 1 : 0;
    if (change.held() != null) {
      heldNow += change.held().released() ? -1 : 1;
    }
    leftOut = change.leftOut() != null ? change.leftOut() : leftOut;
    change.sessions().forEach(s -> keep(sessions, s.startMillis(), change.ver(), s));
    change.sessionsGone().forEach(start -> keep(sessions, start, change.ver(), null));
    change.facts().forEach(fact -> keep(facts, key(fact), change.ver(), fact));
    change.factsGone().forEach(key -> keep(facts, key, change.ver(), null));
  }

  private static <K, T> void keep(Map<K, Kept<T>> table, K key, long ver, @Nullable T row) {
    var before = table.get(key);
    assertThat(before == null || before.ver() < ver).as("ver of %s", key).isTrue();
    table.put(key, new Kept<>(ver, row));
  }

  private static FactKey key(FunnelFact fact) {
    return Told.key(fact);
  }

  List<Session> sessions() {
    var live = new ArrayList<Session>();
    for (var kept : sessions.values()) {
      if (kept.row() != null) {
        live.add(kept.row());
      }
    }
    return live;
  }

  List<FunnelFact> facts() {
    var live = new ArrayList<FunnelFact>();
    for (var kept : facts.values()) {
      if (kept.row() != null) {
        live.add(kept.row());
      }
    }
    return live;
  }

  List<Event> events() {
    return List.copyOf(events.values());
  }

  /** How many events were stored or removed. */
  int judged() {
    return judged;
  }

  @Nullable String leftOut() {
    return leftOut;
  }

  int idsStored() {
    return ids.size();
  }

  int stateBytes() {
    return state == null ? 0 : state.length;
  }
}
