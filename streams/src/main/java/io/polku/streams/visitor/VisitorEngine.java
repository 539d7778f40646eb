package io.polku.streams.visitor;

import io.polku.contract.VisitorKey;
import io.polku.contract.change.Change;
import io.polku.contract.event.Event;
import io.polku.contract.history.RebuildRequest;
import io.polku.streams.event.EventId;
import io.polku.streams.event.NameHash;
import io.polku.streams.event.Roles;
import io.polku.streams.event.SlimEvent;
import io.polku.streams.event.Traits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event changes in what is known of its visitor. Pure: depends on the state, the event and
 * the site's rules, on no clock, and on the order of arrival only where an event comes at or before
 * the visitor's floor; {@link #rebuild} then makes up for it.
 *
 * <p>The floor is the visitor's highest event time minus the grace period (and higher where a
 * visitor has more than {@link #RETAINED_MAX} events after it). Events after it are held in order
 * and gone through anew for each further event; those that fall to the floor are folded into the
 * progress there and forgotten, but for their ids.
 *
 * <p>An event at or before the floor is late: stored, flagged, and the visitor's history is asked
 * for. From then until it comes, and from a new version of the site's funnels until the back-fill
 * comes by, the visitor is frozen: everything that arrives is held and nothing is folded, so that
 * what was stored before and what is held are together all there is.
 */
public final class VisitorEngine {
  /** Most events held for one visitor; with one more the floor moves up to the oldest. */
  public static final int RETAINED_MAX = 2_000;

  /** Most events of a visitor in one day of the site; with one more the visitor is left out. */
  public static final int DAY_EVENTS_MAX = 20_000;

  private VisitorEngine() {}

  /**
   * What came of an event.
   *
   * @param state the visitor's state from now on, or null if it is what it was
   * @param change what others are told; where its {@code held} is not null, the event is to be kept
   *     until the visitor is rebuilt
   * @param request what is to be asked of stored history, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // On its way to the store; nobody compares outcomes.
  public record Outcome(byte @Nullable [] state, Change change, @Nullable RebuildRequest request) {}

  /**
   * What came of a visitor's history.
   *
   * @param state the visitor's state from now on
   * @param changes what others are told, in this order; those of one {@code ver} belong together
   * @param request what is to be asked again, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // On its way to the store; nobody compares outcomes.
  public record Rebuilt(byte[] state, List<Change> changes, @Nullable RebuildRequest request) {
    /** Copies the changes. */
    public Rebuilt {
      changes = List.copyOf(changes);
    }
  }

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
        return new Outcome(null, duplicate(event, state.ver(), null), null);
      }
      id = NameHash.distinctId(id, nameHash);
    }
    if (event.timeMillis() <= state.standing().idsFromMillis()) {
      return hold(event, state, rules);
    }
    var conflict = !id.equals(event.id());
    var kept = conflict ? event.withId(id) : event;
    var head = visitor != null ? visitor.head() : stored == null ? state.folded() : null;
    return new Acceptance(kept, conflict, rules, ids, recent).into(state, head);
  }

  private static VisitorState state(byte @Nullable [] stored, SiteRules rules) {
    return stored == null ? VisitorState.first(rules) : VisitorCodec.decode(stored, rules);
  }

  /**
   * Takes what is stored of a visitor.
   *
   * @param stored the visitor's state
   * @param history what was read
   * @param held events that were held back, in the order in which they came
   * @param ids ids of the visitor's events; those that must be known from now on are put there
   * @return null where the state has no use for it: it has come by before, or something newer will
   */
  public static @Nullable Rebuilt rebuild(
      byte[] stored, VisitorHistory history, List<Event> held, SiteRules rules, EventIds ids) {
    var state = VisitorCodec.decode(stored, rules);
    var standing = state.standing();
    var useful =
        history.isAnswer()
            ? standing.awaiting() && history.number() == standing.asked()
            : !standing.awaiting() && !standing.leftOut() && standing.epoch() < history.epoch();
    return useful ? new Rebuild(state, history, rules, ids).with(held) : null;
  }

  /**
   * What the state of a visitor who has not been back for long shrinks to, or null where it is to
   * stay as it is. The ids of the visitor's events are to be forgotten with it.
   *
   * @param before whoever's last event was received before this is gone for now
   */
  public static byte @Nullable [] evict(byte[] stored, SiteRules rules, long beforeMillis) {
    var state = VisitorCodec.decode(stored, rules);
    var standing = state.standing();
    var stub = standing.idsFromMillis() == state.highestMillis();
    if (stub || standing.frozen(rules) || standing.arrivedMillis() >= beforeMillis) {
      return null;
    }
    var highest = state.highestMillis();
    return VisitorCodec.encode(
        new VisitorState(
            state.ver(),
            highest,
            highest,
            false,
            Progress.none(rules),
            List.of(),
            Map.of(),
            standing.evicted(highest)),
        rules);
  }

  /**
   * The request that a visitor's state waits for an answer to, if nothing came of it for so long
   * that it may have been lost, or null.
   *
   * @param before as in {@link #evict}
   */
  public static @Nullable RebuildRequest unanswered(
      byte[] stored, VisitorKey key, SiteRules rules, long beforeMillis) {
    var standing = VisitorCodec.decode(stored, rules).standing();
    return standing.awaiting() && standing.arrivedMillis() < beforeMillis
        ? new RebuildRequest(
            key.site(), key.visitorId(), standing.asked(), standing.arrivedMillis())
        : null;
  }

  /** What the engine needs of an event. */
  public static SlimEvent slim(Event event, SiteRules rules) {
    return slim(event, rules, null);
  }

  /**
   * The same.
   *
   * @param likely traits that it probably has
   */
  @SuppressWarnings("ReferenceEquality") // There is one NONE.
  static SlimEvent slim(Event event, SiteRules rules, @Nullable Traits likely) {
    var funnels = rules.funnels();
    var roles = Roles.NONE;
    for (var i = 0; i < funnels.size(); i++) {
      var mask = funnels.get(i).mask(event);
      if (mask != 0) {
        roles = roles == Roles.NONE ? new Roles(funnels.size()) : roles;
        roles.put(i, mask, funnels.get(i).values(event));
      }
    }
    return SlimEvent.of(event, roles, likely);
  }

  private static Outcome hold(Event event, VisitorState state, SiteRules rules) {
    var standing = state.standing().arrived(event.receivedAtMillis());
    var asks = !standing.awaiting();
    var next = asks ? standing.asking() : standing;
    var held = new Change.Held(event.receivedAtMillis(), event.republished(), false);
    return new Outcome(
        VisitorCodec.encode(state.with(next), rules),
        new Telling(event.site(), event.visitorId(), rules).change(state.ver(), null, held, null),
        asks ? request(event, next) : null);
  }

  static RebuildRequest request(Event event, Standing standing) {
    return new RebuildRequest(
        event.site(), event.visitorId(), standing.asked(), event.receivedAtMillis());
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

  static Change duplicate(Event event, long ver, Change.@Nullable Held held) {
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
        null,
        held,
        null);
  }
}
