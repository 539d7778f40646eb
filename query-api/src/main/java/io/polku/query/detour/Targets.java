package io.polku.query.detour;

import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Subject;
import io.polku.contract.session.SessionRules;
import io.polku.query.dropoff.WayOuts;
import io.polku.query.funnel.Conditions;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.Reached;
import io.polku.query.funnel.Steps;
import io.polku.query.range.TimeRange;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The subjects at some steps of funnels, each from the first time that it was there since it
 * entered, in the session in which that was.
 */
public final class Targets {
  /** Of how many steps and goals together an event says which it serves. */
  private static final int BITS_MAX = 32;

  private Targets() {}

  /**
   * A step of a funnel.
   *
   * @param question of the funnel
   * @param step from 1; not the last one
   */
  public record Place(FunnelQuestion question, int step) {
    /** The same of another range. */
    public Place over(TimeRange range) {
      return new Place(question.over(range), step);
    }
  }

  /** Places in their order, in lists of as many as one statement takes. */
  public static List<List<Place>> statements(List<Place> places) {
    var lists = new ArrayList<List<Place>>();
    var list = new ArrayList<Place>();
    for (var place : places) {
      list.add(place);
      if (list.size() + list.stream().map(Place::question).distinct().count() > BITS_MAX) {
        lists.add(List.copyOf(list.subList(0, list.size() - 1)));
        list = new ArrayList<>(List.of(place));
      }
    }
    lists.add(List.copyOf(list));
    return lists.stream().filter(each -> !each.isEmpty()).toList();
  }

  /**
   * Fillings for a statement: {@code targets}, common table expressions to stand after {@code
   * WITH}, whose last one {@code targets} has, once a subject and place, {@code target_no}, {@code
   * place_no}, from 0, {@code visitor_id}, {@code state} (0 went on, 1 lost, 2 open), {@code
   * target_ms} when it was at the step, {@code next_ms} when it reached the next one (0: not),
   * {@code session_from} and {@code session_until}, {@code stratum}, which is the same of
   * comparable subjects: channel, device, entry page, and {@code goal_state}. Beside it {@code
   * site}, {@code way_from_ms} and {@code way_to_ms} between which these sessions lie, and {@code
   * signal}, the bit of the signal that an event is.
   *
   * <p>{@code goal_state} is like {@code state}, of the end of the funnel by whichever way: whether
   * an event that serves the last step came within the funnel's window from {@code target_ms}, and
   * in that session where sessions are counted.
   *
   * @param places of one site and range, at least one and no more than {@link #statements} gives
   * @param reached whence chains are
   * @throws IllegalArgumentException when a funnel has no such step, or none after it
   */
  public static Map<String, Object> fillings(List<Place> places, Instant asOf, Reached reached) {
    var question = places.getFirst().question();
    var funnels = places.stream().map(Place::question).distinct().toList();
    var lengthMaxMillis = SessionRules.LENGTH_MAX.toMillis();
    var span =
        funnels.stream().mapToLong(each -> each.funnel().span().toMillis()).max().orElseThrow();
    var bits = new LinkedHashMap<List<Matcher>, Integer>();
    var fillings = new HashMap<String, Object>();
    fillings.put("site", question.site().site());
    fillings.put("way_from_ms", question.range().fromMillis() - lengthMaxMillis);
    fillings.put("way_to_ms", question.range().toMillis() + span + lengthMaxMillis + 1);
    fillings.put("as_of_ms", asOf.toEpochMilli());
    fillings.put("signal", WayOuts.signal());
    fillings.put(
        "at_steps",
        Sql.join(
            "\n    UNION ALL\n",
            funnels.stream().map(each -> atSteps(each, places, bits, asOf, reached)).toList()));
    fillings.put("serves", Conditions.bits(List.copyOf(bits.keySet()), 0));
    fillings.put("targets", Sql.file(Targets.class, "targets.sql", fillings));
    return fillings;
  }

  private static Sql atSteps(
      FunnelQuestion question,
      List<Place> places,
      Map<List<Matcher>, Integer> bits,
      Instant asOf,
      Reached reached) {
    var steps = question.funnel().steps();
    var goal = bit(bits, steps.getLast().match());
    var tuples = new ArrayList<String>();
    for (var i = 0; i < places.size(); i++) {
      var place = places.get(i);
      if (place.question().equals(question)) {
        var step = Steps.of(question.funnel(), place.step());
        if (step.last()) {
          throw new IllegalArgumentException(
              "step: " + step.number() + " (expected: one with a step after it)");
        }
        var own = bit(bits, steps.get(step.number() - 1).match());
        tuples.add(
            List.of(i, step.number(), step.rank(), own, goal).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "(", ")")));
      }
    }
    return Sql.file(
        Targets.class,
        "at_steps.sql",
        Map.of(
            "reached", Reached.sql(question, asOf, reached.source(question)),
            "steps", Sql.of(String.join(", ", tuples)),
            "span", Sql.of(Long.toString(question.funnel().span().toMillis())),
            "in_session", Sql.of(question.funnel().subject() == Subject.SESSION ? "1" : "0"),
            "as_of_ms", asOf.toEpochMilli()));
  }

  private static int bit(Map<List<Matcher>, Integer> bits, List<Matcher> match) {
    var next = bits.size();
    return bits.computeIfAbsent(match, _ -> next);
  }
}
