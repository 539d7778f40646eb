package io.polku.query.funnel;

import io.polku.contract.funnel.Exclusion;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.WayOut;
import io.polku.query.store.Sql;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What an event is to a funnel, as a number with a bit for each: required steps lowest and in
 * order, then optional steps, then exclusions; the highest says that in a strict funnel it may not
 * lie between two steps. 20 steps and 10 exclusions leave it its place.
 */
final class EventBits {
  private static final int OTHER_BIT = FunnelDefinition.STEPS_MAX + FunnelDefinition.EXCLUSIONS_MAX;

  private final FunnelDefinition funnel;
  private final List<Step> required;
  private final List<Step> optional;

  EventBits(FunnelDefinition funnel) {
    this.funnel = funnel;
    this.required = funnel.requiredSteps();
    this.optional = funnel.steps().stream().filter(Step::optional).toList();
  }

  /** The number, over the columns of {@code events}. */
  Sql mask() {
    var steps = Conditions.bits(required.stream().map(Step::match).toList(), 0);
    if (!optional.isEmpty()) {
      var more = Conditions.bits(optional.stream().map(Step::match).toList(), required.size());
      steps = Sql.join(" + ", List.of(steps, more));
    }
    if (!funnel.exclude().isEmpty()) {
      var excluding =
          Conditions.bits(
              funnel.exclude().stream().map(Exclusion::match).toList(), funnel.steps().size());
      // An event that matches a step excludes nothing.
      steps = call("if((%s AS steps_mask) != 0, steps_mask, ", steps, excluding);
    }
    if (funnel.order() == Order.STRICT) {
      steps = Sql.join(" + ", List.of(steps, other()));
    }
    return steps;
  }

  /** Bits of which one must be set in an event that enters. */
  long entry() {
    return funnel.order() == Order.ANY ? allSteps() : 1;
  }

  /**
   * For each step the bits of which one must be set in an event that serves it; with order any, in
   * which a step is a number of steps, those of any.
   */
  List<Long> ofSteps() {
    return funnel.steps().stream()
        .map(
            step ->
                funnel.order() == Order.ANY
                    ? allSteps()
                    : 1L << (step.optional() ? ofOptional(step) : required.indexOf(step)))
        .toList();
  }

  /** Where an optional step's bit is. */
  int ofOptional(Step step) {
    return required.size() + optional.indexOf(step);
  }

  /** Bits of events that may not lie between a required step and the next. */
  long between(int rank) {
    if (funnel.order() == Order.STRICT) {
      return others();
    }
    var bits = 0L;
    for (var i = 0; i < funnel.exclude().size(); i++) {
      var exclusion = funnel.exclude().get(i);
      if (rankOf(exclusion.from()) <= rank && rank < rankOf(exclusion.to())) {
        bits |= 1L << (funnel.steps().size() + i);
      }
    }
    return bits;
  }

  /** Bits that an event without a value keeps, whatever value is held. */
  long lone() {
    return others() | (((1L << funnel.exclude().size()) - 1) << funnel.steps().size());
  }

  /** Bits that every event keeps, whatever value it carries. */
  long others() {
    return funnel.order() == Order.STRICT ? 1L << OTHER_BIT : 0;
  }

  private long allSteps() {
    return (1L << funnel.steps().size()) - 1;
  }

  private int rankOf(int number) {
    return (int) funnel.steps().stream().limit(number).filter(step -> !step.optional()).count();
  }

  private static Sql other() {
    var names = WayOut.PASSIVE.stream().sorted().toArray();
    return Sql.of(
        "toUInt32(name NOT IN ("
            + String.join(", ", Collections.nCopies(names.length, "?"))
            + ")) * "
            + (1L << OTHER_BIT),
        names);
  }

  private static Sql call(String text, Sql first, Sql second) {
    var values = new ArrayList<>(first.values());
    values.addAll(second.values());
    return new Sql(text.replace("%s", first.text()) + second.text() + ")", values);
  }
}
