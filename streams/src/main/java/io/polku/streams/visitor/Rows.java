package io.polku.streams.visitor;

import io.polku.streams.event.SlimEvent;
import java.util.ArrayList;
import java.util.List;

/** All rows of a visitor that a later event may still change: a pure function of their events. */
final class Rows {
  private final SiteRules rules;
  private final List<Row> rows = new ArrayList<>();

  private Rows(SiteRules rules) {
    this.rules = rules;
  }

  /**
   * Goes through the events that have not become final.
   *
   * @param folded where the visitor stands at the floor
   * @param retained the events after the floor, in order
   */
  static List<Row> of(Progress folded, List<SlimEvent> retained, SiteRules rules) {
    var result = new Rows(rules);
    var progress = folded;
    for (var event : retained) {
      if (progress.sessionEndsBefore(event.timeMillis(), rules)) {
        result.addSession(progress);
        progress = progress.sessionEnded(rules);
      }
      progress = progress.with(event, rules);
    }
    result.addSession(progress);
    result.addVisitor(progress);
    return result.rows;
  }

  private void addSession(Progress progress) {
    var session = progress.session();
    if (session == null) {
      return;
    }
    rows.add(new Row.SessionRow(session));
    var sessionDeadline = session.deadlineMillis(rules.session());
    for (var i = 0; i < rules.funnels().size(); i++) {
      var funnel = rules.funnels().get(i);
      if (funnel.perSession()) {
        for (var day : progress.funnels().get(i).days()) {
          var deadline = Math.min(day.lastEntryMillis() + funnel.windowMillis(), sessionDeadline);
          rows.add(new Row.FactRow(i, session.startMillis(), day, deadline));
        }
      }
    }
  }

  private void addVisitor(Progress progress) {
    for (var i = 0; i < rules.funnels().size(); i++) {
      var funnel = rules.funnels().get(i);
      if (!funnel.perSession()) {
        for (var day : progress.funnels().get(i).days()) {
          rows.add(new Row.FactRow(i, 0, day, day.lastEntryMillis() + funnel.windowMillis()));
        }
      }
    }
  }
}
