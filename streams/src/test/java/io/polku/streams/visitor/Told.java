package io.polku.streams.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.change.Change;
import io.polku.contract.change.Change.FactKey;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.session.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One visitor's engine state, and what somebody knows who has read all their changes. */
public final class Told {
  private final SiteRules rules;
  private final Map<String, Integer> idHashes = new HashMap<>();
  private final Map<Long, Session> sessions = new TreeMap<>();
  private final Map<FactKey, FunnelFact> facts = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private RecentVisitors recent = RecentVisitors.none();
  private byte @Nullable [] state;

  public Told(SiteRules rules) {
    this.rules = rules;
  }

  /** From now on the engine may remember the visitor. */
  public Told remembering() {
    recent = new RecentVisitors(1 << 20);
    return this;
  }

  /** Gives the event to the engine and notes what it says. */
  public Change accept(Event event) {
    var outcome =
        VisitorEngine.accept(
            state,
            event,
            rules,
            new EventIds() {
              @Override
              public @Nullable Integer nameHash(String id) {
                return idHashes.get(id);
              }

              @Override
              public void put(String id, int nameHash, long timeMillis) {
                idHashes.put(id, nameHash);
              }
            },
            recent);
    state = outcome.state() == null ? state : outcome.state();
    read(outcome.change());
    return outcome.change();
  }

  private void read(Change change) {
    assertThat(change.stored() == null).isNotEqualTo(change.duplicate() == null);
    changes.add(change);
    for (var gone : change.sessionsGone()) {
      assertThat(sessions.remove(gone)).isNotNull();
    }
    for (var gone : change.factsGone()) {
      assertThat(facts.remove(gone)).isNotNull();
    }
    for (var session : change.sessions()) {
      assertThat(sessions.put(session.startMillis(), session)).isNotEqualTo(session);
    }
    for (var fact : change.facts()) {
      assertThat(facts.put(key(fact), fact)).isNotEqualTo(fact);
    }
  }

  static FactKey key(FunnelFact fact) {
    return new FactKey(
        fact.funnelId(), fact.version(), fact.sessionStartMillis(), fact.entryDay(), fact.value());
  }

  public List<Session> sessions() {
    return List.copyOf(sessions.values());
  }

  public Collection<FunnelFact> facts() {
    return facts.values();
  }

  public List<Change> changes() {
    return changes;
  }

  public int stateBytes() {
    return state == null ? 0 : state.length;
  }

  public int idsStored() {
    return idHashes.size();
  }

  /** Takes over another's engine state, to go on under other rules. */
  void continueFrom(Told other) {
    state = other.state;
    idHashes.putAll(other.idHashes);
    sessions.putAll(other.sessions);
    facts.putAll(other.facts);
  }

  VisitorState state() {
    return VisitorCodec.decode(Objects.requireNonNull(state), rules);
  }
}
