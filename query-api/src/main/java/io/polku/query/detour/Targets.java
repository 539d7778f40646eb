package io.polku.query.detour;

import io.polku.contract.report.Source;
import io.polku.contract.session.SessionRules;
import io.polku.query.dropoff.WayOuts;
import io.polku.query.funnel.Conditions;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.Reached;
import io.polku.query.funnel.Steps;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The subjects at a step, each from the first time that it was there since it entered, in the
 * session in which that was. Always read from the events themselves.
 */
public final class Targets {
  private Targets() {}

  /**
   * Fillings for a statement: {@code targets}, common table expressions to stand after {@code
   * WITH}, whose last one {@code targets} has, once a subject, {@code target_no}, {@code
   * visitor_id}, {@code state} (0 went on, 1 lost, 2 open), {@code target_ms} when it was at the
   * step, {@code next_ms} when it reached the next one (0: not), {@code session_from} and {@code
   * session_until}, and {@code stratum}, which is the same of comparable subjects: channel, device,
   * entry page. Beside it {@code site}, {@code way_from_ms} and {@code way_to_ms} between which
   * these sessions lie, and {@code signal}, the bit of the signal that an event is.
   *
   * @param number the step, from 1; not the last one
   * @throws IllegalArgumentException when the funnel has no such step, or none after it
   */
  public static Map<String, Object> fillings(FunnelQuestion question, int number, Instant asOf) {
    var step = Steps.of(question.funnel(), number);
    if (step.last()) {
      throw new IllegalArgumentException(
          "step: " + number + " (expected: one with a step after it)");
    }
    var lengthMaxMillis = SessionRules.LENGTH_MAX.toMillis();
    var span = question.funnel().span().toMillis();
    var match = question.funnel().steps().get(number - 1).match();
    var fillings = new HashMap<String, Object>();
    fillings.put("site", question.site().site());
    fillings.put("way_from_ms", question.range().fromMillis() - lengthMaxMillis);
    fillings.put("way_to_ms", question.range().toMillis() + span + lengthMaxMillis + 1);
    fillings.put("as_of_ms", asOf.toEpochMilli());
    fillings.put("step", number);
    fillings.put("converted", step.converted());
    fillings.put("serves", Conditions.bits(List.of(match), 0));
    fillings.put("reached", Reached.sql(question, asOf, Source.ADHOC));
    fillings.put("signal", WayOuts.signal());
    fillings.put("targets", Sql.file(Targets.class, "targets.sql", fillings));
    return fillings;
  }
}
