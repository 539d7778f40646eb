package io.polku.streams.visitor;

import io.polku.contract.change.Change;
import io.polku.contract.event.Event;
import io.polku.contract.history.RebuildRequest;
import io.polku.streams.event.SlimEvent;
import io.polku.streams.visitor.VisitorEngine.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A new event, and all that follows from it. */
final class Acceptance {
  private final Event event;
  private final boolean conflict;
  private final SiteRules rules;
  private final EventIds ids;
  private final RecentVisitors recent;
  private final Telling telling;

  /**
   * @param event under the id that it is stored with
   * @param conflict whether that is not its own
   */
  Acceptance(Event event, boolean conflict, SiteRules rules, EventIds ids, RecentVisitors recent) {
    this.event = event;
    this.conflict = conflict;
    this.rules = rules;
    this.ids = ids;
    this.recent = recent;
    this.telling = new Telling(event.site(), event.visitorId(), rules);
  }

  /**
   * Takes the event into the visitor's state.
   *
   * @param head where the visitor stands after the last event that is held, or null if that is not
   *     known
   */
  Outcome into(VisitorState state, @Nullable Progress head) {
    var standing = state.standing().arrived(event.receivedAtMillis());
    var held = state.retained();
    var slim = VisitorEngine.slim(event, rules, held.isEmpty() ? null : held.getLast().traits());
    if (standing.leftOut()) {
      put(slim);
      return outcome(
          state.bare(Math.max(state.highestMillis(), event.timeMillis()), rules, standing),
          false,
          null,
          null);
    }
    var late = event.timeMillis() <= state.floorMillis();
    if (late) {
      put(slim);
    }
    var asks = !standing.awaiting() && (late || standing.blind());
    var next = asks ? standing.asking() : standing;
    var request = asks ? VisitorEngine.request(event, next) : null;
    var retained = with(state.retained(), slim);
    return next.frozen(rules)
        ? held(state, retained, next, late, request)
        : inTime(state, head, slim, retained, next);
  }

  /** Kept until history comes. */
  private Outcome held(
      VisitorState state,
      List<SlimEvent> retained,
      Standing standing,
      boolean late,
      @Nullable RebuildRequest request) {
    var highest = Math.max(state.highestMillis(), event.timeMillis());
    if (retained.size() > VisitorEngine.RETAINED_MAX) {
      // All of it is stored by the time that a request of now is answered.
      retained.forEach(this::put);
      var asking = standing.asking().blinded();
      return outcome(
          state.bare(highest, rules, asking), late, VisitorEngine.request(event, asking), null);
    }
    var emitted = state.emitted();
    if (!standing.blind()) {
      var after = retained.subList(Folding.countTo(state.floorMillis(), retained), retained.size());
      emitted = telling.diff(emitted, Rows.of(state.folded(), after, rules));
    }
    var next =
        new VisitorState(
            state.ver() + 1,
            highest,
            state.floorMillis(),
            state.idsStored() || late,
            state.folded(),
            retained,
            emitted,
            standing);
    return outcome(next, late, request, null);
  }

  @SuppressWarnings("ReferenceEquality") // What did not change is the same object.
  private Outcome inTime(
      VisitorState state,
      @Nullable Progress headBefore,
      SlimEvent slim,
      List<SlimEvent> retained,
      Standing standing) {
    var highest = Math.max(state.highestMillis(), event.timeMillis());
    if (Folding.isTooMuch(standing, retained, rules)) {
      retained.forEach(this::put);
      return outcome(
          state.bare(highest, rules, standing.left()), false, null, Change.TOO_MANY_IN_A_DAY);
    }
    // An event that is the newest changes what stands last; any other may change everything.
    Rows rows;
    Map<RowKey, Long> emitted;
    if (headBefore != null && retained.getLast() == slim) {
      rows = Rows.changed(headBefore, slim, rules);
      emitted = telling.added(state.emitted(), rows.list());
    } else {
      rows = Rows.all(state.folded(), retained, rules);
      emitted = telling.diff(state.emitted(), rows.list());
    }
    var floor = Math.max(state.floorMillis(), Folding.floor(highest, retained, rules));
    var count = Folding.countTo(floor, retained);
    var falling = retained.subList(0, count);
    falling.forEach(this::put);
    var folded = Folding.fold(state.folded(), falling, rules).without(floor, rules);
    var rest = retained.subList(count, retained.size());
    if (folded != state.folded()) {
      rows = Rows.all(folded, rest, rules);
      emitted = Folding.only(emitted, rows.list());
    }
    var next =
        new VisitorState(
            state.ver() + 1,
            highest,
            floor,
            state.idsStored() || count > 0,
            folded,
            rest,
            emitted,
            Folding.count(standing, falling, rules));
    var outcome = outcome(next, false, null, null);
    if (outcome.state() != null) {
      recent.put(
          event.key(), new RecentVisitors.Visitor(outcome.state(), next, rows.head(), rules));
    }
    return outcome;
  }

  private Outcome outcome(
      VisitorState next, boolean late, @Nullable RebuildRequest request, @Nullable String leftOut) {
    return new Outcome(
        VisitorCodec.encode(next, rules),
        telling.change(next.ver(), new Change.Stored(event, late, conflict), null, leftOut),
        request);
  }

  private void put(SlimEvent old) {
    ids.put(old.id(), old.nameHash(), old.timeMillis());
  }

  static List<SlimEvent> with(List<SlimEvent> retained, SlimEvent event) {
    var all = new ArrayList<SlimEvent>(retained.size() + 1);
    all.addAll(retained);
    var place = Collections.binarySearch(all, event, SlimEvent.ORDER);
    all.add(place < 0 ? -place - 1 : place, event);
    return all;
  }
}
