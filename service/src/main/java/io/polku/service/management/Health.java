package io.polku.service.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.polku.contract.json.Json;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whether a service is ready, and if not, why. Checks are asked on each call, on the caller's
 * thread, so they must answer at once from what is known.
 */
public final class Health {
  private final List<Check> checks;
  private volatile boolean stopping;

  private Health(List<Check> checks) {
    this.checks = checks;
  }

  /**
   * One thing that must hold.
   *
   * @param name what is checked, such as {@code kafka}
   * @param problem "" while it holds, else what is wrong, in words
   * @param note "" or, while it holds, what is not as it should be without being in the way
   */
  public record Check(String name, Supplier<String> problem, Supplier<String> note) {
    /** A check that has nothing to say while it holds. */
    public Check(String name, Supplier<String> problem) {
      this(name, problem, () -> "");
    }

    private String said() {
      var wrong = problem.get();
      if (!wrong.isEmpty()) {
        return wrong;
      }
      var remark = note.get();
      return remark.isEmpty() ? "ok" : remark;
    }
  }

  /** Health made of these checks. */
  public static Health of(Check... checks) {
    return new Health(List.of(checks));
  }

  /**
   * Lets a registry show whether the service is ready and whether each check holds.
   *
   * @param service its name, such as {@code ingest}
   */
  public void show(MeterRegistry registry, String service) {
    Gauge.builder("polku.health.ready", this, health -> health.ready() ? 1 : 0)
        .description("1 while the service is ready, else 0")
        .tag("service", service)
        .register(registry);
    for (var check : checks) {
      Gauge.builder("polku.health.check", check, one -> one.problem().get().isEmpty() ? 1 : 0)
          .description("1 while the check holds, else 0")
          .tag("service", service)
          .tag("check", check.name())
          .register(registry);
    }
  }

  /** From here on the service says that it is stopping, so that no new work is sent to it. */
  public void stopping() {
    stopping = true;
  }

  /** Whether every check holds and the service is not stopping. */
  public boolean ready() {
    return !stopping && checks.stream().allMatch(check -> check.problem().get().isEmpty());
  }

  /**
   * {@code {"ready":true,"checks":{"kafka":"ok"}}}; instead of {@code ok} a failing check says its
   * problem, and another one what it has to remark.
   */
  public ObjectNode json() {
    var json = Json.mapper().createObjectNode();
    json.put("ready", ready());
    var results = json.putObject("checks");
    for (var check : checks) {
      results.put(check.name(), check.said());
    }
    if (stopping) {
      results.put("service", "stopping");
    }
    return json;
  }
}
