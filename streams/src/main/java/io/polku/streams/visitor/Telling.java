package io.polku.streams.visitor;

import io.polku.contract.change.Change;
import io.polku.contract.change.Change.FactKey;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.session.Session;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What others are to be told of a visitor's rows, while it is found out. Not thread-safe. */
final class Telling {
  /** Most rows of one change; a record of Kafka holds about a megabyte. */
  static final int ROWS_MAX = 500;

  private final String site;
  private final String visitorId;
  private final SiteRules rules;
  private final List<Session> sessions = new ArrayList<>();
  private final Set<Long> sessionsGone = new HashSet<>();
  private final List<FunnelFact> facts = new ArrayList<>();
  private final Set<FactKey> factsGone = new HashSet<>();

  Telling(String site, String visitorId, SiteRules rules) {
    this.site = site;
    this.visitorId = visitorId;
    this.rules = rules;
  }

  /** Notes what differs from what others were told, and returns what they know from now on. */
  Map<RowKey, Long> diff(Map<RowKey, Long> before, List<Row> rows) {
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

  /**
   * Like {@link #diff}, for rows of which others may or may not know; all others stay as they are.
   */
  Map<RowKey, Long> added(Map<RowKey, Long> before, List<Row> rows) {
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

  void add(Row row) {
    switch (row) {
      case Row.SessionRow session -> sessions.add(session.session().of(visitorId));
      case Row.FactRow fact -> facts.add(fact.of(visitorId, rules));
    }
  }

  void gone(RowKey key) {
    switch (key) {
      case RowKey.SessionKey session -> sessionsGone.add(session.startMillis());
      case RowKey.DayKey fact -> factsGone.add(factKey(fact));
    }
  }

  void sessionGone(long startMillis) {
    sessionsGone.add(startMillis);
  }

  void factGone(FactKey key) {
    factsGone.add(key);
  }

  /** The key under which others know a fact. */
  FactKey factKey(RowKey.DayKey fact) {
    var funnel = rules.funnels().get(fact.funnel());
    return new FactKey(
        funnel.id(),
        funnel.version(),
        fact.sessionStartMillis(),
        LocalDate.ofEpochDay(fact.day()),
        fact.value());
  }

  /** All of it as one change, together with what caused it. */
  Change change(
      long ver,
      Change.@Nullable Stored stored,
      Change.@Nullable Held held,
      @Nullable String leftOut) {
    return new Change(
        site,
        visitorId,
        ver,
        stored,
        null,
        sessions,
        sorted(sessionsGone),
        facts,
        List.copyOf(factsGone),
        null,
        held,
        leftOut);
  }

  /** All of it in changes of a bounded size; none where there is nothing to tell. */
  List<Change> changes(long ver) {
    var changes = new ArrayList<Change>();
    var part = new Telling(site, visitorId, rules);
    for (var session : sessions) {
      part.sessions.add(session);
      part = full(part, ver, changes);
    }
    for (var fact : facts) {
      part.facts.add(fact);
      part = full(part, ver, changes);
    }
    for (var start : sorted(sessionsGone)) {
      part.sessionsGone.add(start);
      part = full(part, ver, changes);
    }
    for (var key : factsGone) {
      part.factsGone.add(key);
      part = full(part, ver, changes);
    }
    if (part.rows() > 0) {
      changes.add(part.change(ver, null, null, null));
    }
    return changes;
  }

  private Telling full(Telling part, long ver, List<Change> changes) {
    if (part.rows() < ROWS_MAX) {
      return part;
    }
    changes.add(part.change(ver, null, null, null));
    return new Telling(site, visitorId, rules);
  }

  private int rows() {
    return sessions.size() + sessionsGone.size() + facts.size() + factsGone.size();
  }

  private static List<Long> sorted(Set<Long> starts) {
    return starts.stream().sorted().toList();
  }
}
