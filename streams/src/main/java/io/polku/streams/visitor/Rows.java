package io.polku.streams.visitor;

import io.polku.streams.event.SlimEvent;
import java.util.ArrayList;
import java.util.List;

/** Rows of a visitor that a later event may still change: a pure function of their events. */
final class Rows {
  private final SiteRules rules;
  private final List<Row> rows = new ArrayList<>();
  private Progress head;

  private Rows(Progress progress, SiteRules rules) {
    this.rules = rules;
    this.head = progress;
  }

  /**
   * All rows, from the events that have not become final.
   *
   * @param folded where the visitor stands at the floor
   * @param retained the events after the floor, in order
   */
  static List<Row> of(Progress folded, List<SlimEvent> retained, SiteRules rules) {
    return all(folded, retained, rules).list();
  }

  /** The same, and where the visitor stands after the last of the events. */
  static Rows all(Progress folded, List<SlimEvent> retained, SiteRules rules) {
    var result = new Rows(folded, rules);
    for (var event : retained) {
      if (result.head.sessionEndsBefore(event.timeMillis(), rules)) {
        result.addSession(result.head);
      }
      result.head = result.head.after(event, rules);
    }
    result.addSession(result.head);
    result.addVisitor(result.head);
    return result;
  }

  /**
   * The rows that a visitor's newest event may have changed or made; it takes none away.
   *
   * @param head where the visitor stood before it
   */
  static Rows changed(Progress head, SlimEvent newest, SiteRules rules) {
    var result = new Rows(head.after(newest, rules), rules);
    result.addSession(result.head);
    result.addVisitor(result.head);
    return result;
  }

  /** The rows, each once. */
  List<Row> list() {
    return rows;
  }

  /** Where the visitor stands after the last event. */
  Progress head() {
    return head;
  }

  private void addSession(Progress progress) {
    var session = progress.session();
    if (session == null) {
      return;
    }
    rows.add(new Row.SessionRow(session));
    var sessionDeadline = session.deadlineMillis(rules.session());
    for (var i = 0; i < rules.funnels().size(); i++) {
      if (rules.funnels().get(i).perSession()) {
        addFacts(i, session.startMillis(), sessionDeadline, progress);
      }
    }
  }

  private void addVisitor(Progress progress) {
    for (var i = 0; i < rules.funnels().size(); i++) {
      if (!rules.funnels().get(i).perSession()) {
        addFacts(i, 0, Long.MAX_VALUE, progress);
      }
    }
  }

  private void addFacts(
      int number, long sessionStartMillis, long deadlineMaxMillis, Progress progress) {
    var funnel = rules.funnels().get(number);
    progress
        .funnels()
        .get(number)
        .tell(
            (value, day, capped) ->
                rows.add(
                    new Row.FactRow(
                        number,
                        sessionStartMillis,
                        value,
                        day,
                        capped,
                        Math.min(day.deadlineMillis(funnel), deadlineMaxMillis))));
  }
}
