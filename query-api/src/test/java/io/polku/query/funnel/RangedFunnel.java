package io.polku.query.funnel;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Predicate;
import io.polku.contract.funnel.Step;
import io.polku.contract.session.SessionRules;
import io.polku.testkit.oracle.NaiveFact;
import io.polku.testkit.oracle.NaiveFunnel;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * The oracle for entries within any range of time: events of the range are marked, and step 1 asks
 * for the mark.
 */
final class RangedFunnel {
  private static final String MARK = "within the range";

  private RangedFunnel() {}

  static List<NaiveFact> facts(
      List<Event> events,
      FunnelDefinition funnel,
      SessionRules rules,
      ZoneId zone,
      long fromMillis,
      long toMillis) {
    var marked =
        events.stream()
            .map(e -> e.timeMillis() >= fromMillis && e.timeMillis() < toMillis ? marked(e) : e)
            .toList();
    return NaiveFunnel.facts(marked, asking(funnel), rules, zone);
  }

  private static FunnelDefinition asking(FunnelDefinition funnel) {
    var steps = new ArrayList<>(funnel.steps());
    var first = steps.getFirst();
    steps.set(0, new Step(first.name(), first.match().stream().map(RangedFunnel::asking).toList()));
    return new FunnelDefinition(funnel.name(), funnel.subject(), funnel.window().length(), steps);
  }

  private static Matcher asking(Matcher matcher) {
    var where = new ArrayList<>(matcher.where());
    where.add(new Predicate(MARK, Predicate.Op.EXISTS, List.of()));
    return new Matcher(matcher.event(), matcher.path(), where);
  }

  private static Event marked(Event e) {
    var props = new HashMap<>(e.props());
    props.put(MARK, "1");
    return e.withProps(props);
  }
}
