package io.polku.contract.funnel;

import io.polku.contract.json.Iso8601;
import io.polku.contract.json.JsonParts.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which parts of a definition go together; each part by itself is in order already. */
final class FunnelRules {
  private final List<Problem> problems = new ArrayList<>();

  private FunnelRules() {}

  /** Everything that is wrong; empty where nothing is. */
  static List<Problem> problems(
      Order order,
      Window window,
      List<Step> steps,
      List<Exclusion> exclude,
      @Nullable Hold hold,
      Unit unit) {
    var rules = new FunnelRules();
    rules.window(order, window, steps);
    rules.optional(order, steps);
    rules.exclude(order, steps, exclude);
    rules.hold(order, hold, unit);
    return List.copyOf(rules.problems);
  }

  private void window(Order order, Window window, List<Step> steps) {
    if (!window.perStep()) {
      if (window.length().compareTo(FunnelDefinition.WINDOW_MAX) > 0) {
        refuse(
            "/window",
            "window: " + Iso8601.text(window.length()) + " (expected: > PT0S, at most P90D)");
      }
      return;
    }
    if (order == Order.ANY) {
      refuse(
          "/window_per_step",
          "window_per_step: "
              + Iso8601.text(window.length())
              + " (expected: window; with order any no step comes before another)");
      return;
    }
    var hops = Math.max(1, steps.stream().filter(step -> !step.optional()).count() - 1);
    var longest = FunnelDefinition.WINDOW_MAX.dividedBy(hops);
    if (window.length().compareTo(longest) > 0) {
      refuse(
          "/window_per_step",
          "window_per_step: "
              + Iso8601.text(window.length())
              + " (expected: at most "
              + Iso8601.text(longest)
              + ", so that all "
              + hops
              + " together take at most P90D)");
    }
  }

  private void optional(Order order, List<Step> steps) {
    for (var i = 0; i < steps.size(); i++) {
      if (!steps.get(i).optional()) {
        continue;
      }
      var pointer = "/steps/" + i + "/optional";
      if (i == 0 || i == steps.size() - 1) {
        refuse(pointer, "optional: true (expected: false; the first and last step are required)");
      }
      switch (order) {
        case ORDERED -> {}
        case STRICT ->
            refuse(
                pointer,
                "optional: true (expected: false; with order strict no other event may lie between"
                    + " the steps)");
        case ANY ->
            refuse(
                pointer,
                "optional: true (expected: false; with order any no step has steps beside it)");
      }
    }
  }

  private void exclude(Order order, List<Step> steps, List<Exclusion> exclude) {
    if (exclude.size() > FunnelDefinition.EXCLUSIONS_MAX) {
      refuse("/exclude", "exclude: " + exclude.size() + " (expected: at most 10)");
    }
    if (exclude.isEmpty()) {
      return;
    }
    switch (order) {
      case ORDERED -> {
        for (var i = 0; i < exclude.size(); i++) {
          step(exclude.get(i).from(), steps, "/exclude/" + i + "/from");
          step(exclude.get(i).to(), steps, "/exclude/" + i + "/to");
        }
      }
      case STRICT ->
          refuse(
              "/exclude",
              "exclude: "
                  + exclude.size()
                  + " (expected: none; with order strict every other event ends the way)");
      case ANY ->
          refuse(
              "/exclude",
              "exclude: "
                  + exclude.size()
                  + " (expected: none; with order any there is no from and to)");
    }
  }

  private void step(int number, List<Step> steps, String pointer) {
    var field = pointer.substring(pointer.lastIndexOf('/') + 1);
    if (number < 1 || number > steps.size()) {
      refuse(pointer, field + ": " + number + " (expected: a step, 1 to " + steps.size() + ")");
    } else if (steps.get(number - 1).optional()) {
      refuse(pointer, field + ": " + number + " (expected: a step that is not optional)");
    }
  }

  private void hold(Order order, @Nullable Hold hold, Unit unit) {
    if (hold != null && order == Order.ANY) {
      refuse(
          "/hold",
          "hold: " + hold.text() + " (expected: none; with order any no event enters the funnel)");
    }
    if (hold == null && unit == Unit.ITEM) {
      refuse("/unit", "unit: item (expected: subject, or hold beside it)");
    }
  }

  private void refuse(String pointer, String message) {
    problems.add(new Problem(pointer, message));
  }
}
