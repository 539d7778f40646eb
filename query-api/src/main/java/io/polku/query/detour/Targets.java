package io.polku.query.detour;

import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Subject;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The subjects at some steps of a funnel, each from the first time that it was there since it
 * entered, in the session in which that was.
 */
public final class Targets {
  private Targets() {}

  /**
   * Fillings for a statement: {@code targets}, common table expressions to stand after {@code
   * WITH}, whose last one {@code targets} has, once a subject and step, {@code target_no}, {@code
   * step}, {@code visitor_id}, {@code state} (0 went on, 1 lost, 2 open), {@code target_ms} when it
   * was at the step, {@code next_ms} when it reached the next one (0: not), {@code session_from}
   * and {@code session_until}, {@code stratum}, which is the same of comparable subjects: channel,
   * device, entry page, and {@code goal_state}. Beside it {@code site}, {@code way_from_ms} and
   * {@code way_to_ms} between which these sessions lie, and {@code signal}, the bit of the signal
   * that an event is.
   *
   * <p>{@code goal_state} is like {@code state}, of the end of the funnel by whichever way: whether
   * an event that serves the last step came within the funnel's window from {@code target_ms}, and
   * in that session where sessions are counted. It says nothing without {@code toGoal}.
   *
   * @param numbers the steps, from 1; the last one not among them
   * @param toGoal whether {@code goal_state} is asked for
   * @param source whence the chains are
   * @throws IllegalArgumentException when the funnel has no such step, or none after it
   */
  public static Map<String, Object> fillings(
      FunnelQuestion question, List<Integer> numbers, boolean toGoal, Instant asOf, Source source) {
    var funnel = question.funnel();
    var lengthMaxMillis = SessionRules.LENGTH_MAX.toMillis();
    var span = funnel.span().toMillis();
    var matches =
        Stream.concat(numbers.stream(), toGoal ? Stream.of(funnel.steps().size()) : Stream.of())
            .map(number -> funnel.steps().get(number - 1).match())
            .toList();
    var fillings = new HashMap<String, Object>();
    fillings.put("site", question.site().site());
    fillings.put("way_from_ms", question.range().fromMillis() - lengthMaxMillis);
    fillings.put("way_to_ms", question.range().toMillis() + span + lengthMaxMillis + 1);
    fillings.put("as_of_ms", asOf.toEpochMilli());
    fillings.put("steps", steps(funnel, numbers));
    fillings.put("serves", Conditions.bits(matches, 0));
    fillings.put(
        "goals",
        Sql.of(
            toGoal
                ? "groupArrayIf(serving.ms, bitTest(serving.bits, " + numbers.size() + "))"
                : "CAST([], 'Array(Int64)')"));
    var goalUntil = "begun.begun_ms + " + span;
    fillings.put(
        "goal_until",
        Sql.of(
            funnel.subject() == Subject.SESSION
                ? "least(session_until, " + goalUntil + ")"
                : goalUntil));
    fillings.put("reached", Reached.sql(question, asOf, source));
    fillings.put("signal", WayOuts.signal());
    fillings.put("targets", Sql.file(Targets.class, "targets.sql", fillings));
    return fillings;
  }

  /** Number, rank and bit of each. */
  private static Sql steps(FunnelDefinition funnel, List<Integer> numbers) {
    return Sql.of(
        IntStream.range(0, numbers.size())
            .mapToObj(
                i -> {
                  var step = Steps.of(funnel, numbers.get(i));
                  if (step.last()) {
                    throw new IllegalArgumentException(
                        "step: " + step.number() + " (expected: one with a step after it)");
                  }
                  return "(" + step.number() + ", " + step.rank() + ", " + i + ")";
                })
            .collect(Collectors.joining(", ")));
  }
}
