package io.polku.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.polku.contract.json.Json;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is more than a query may take is refused, and what is long but allowed is answered. */
class LimitsApiTest {
  private static final String RANGE = "\"from\":\"2025-03-01\",\"to\":\"2025-03-08\"";

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static RunningApi api;

  @BeforeAll
  static void start() {
    api =
        RunningApi.start(
            KAFKA,
            CLICKHOUSE,
            Map.of("POLKU_QUERY_ROWS_MILLIONS", "1", "POLKU_QUERY_MEMORY_MIB", "1024"));
    for (var site : List.of("crowded", "long")) {
      assertThat(api.put(RunningApi.SITES + site, "{}").status()).isIn(200, 201);
    }
    // Of a site so many that counting them is refused; of the other thirty steps each of twenty.
    fill("crowded", 1_200_000, "toString(number)");
    fill("long", 600, "toString(number % 20)");
  }

  @AfterAll
  static void stop() {
    if (api != null) {
      api.close();
    }
  }

  private static void fill(String site, int events, String visitor) {
    CLICKHOUSE.execute(
        ("INSERT INTO events (site, visitor_id, event_time, seq, event_id, name, path)"
                + " SELECT '%s', %s, toDateTime64('2025-03-02 10:00:00', 3) + intDiv(number, 20),"
                + " number, toString(number), concat('s', toString(1 + intDiv(number, 20) %% 30)),"
                + " concat('/', toString(number %% 7)) FROM numbers(%d)")
            .formatted(site, visitor, events));
    CLICKHOUSE.execute("INSERT INTO data_versions VALUES ('" + site + "', 0, 1)");
  }

  @Test
  void aQueryOfMoreThanItMayTakeIsRefusedAndOthersGoOn() {
    var refused = api.of("crowded", "GET", "/overview?from=2025-03-01&to=2025-03-08", "");
    api.problem(refused, 422, "query_too_expensive");
    assertThat(refused.json().path("detail").asText()).contains("expected: a shorter range");
    api.problem(
        api.of("crowded", "POST", "/funnels/report", question(steps(2), "", "")),
        422,
        "query_too_expensive");

    assertThat(api.of("long", "GET", "/overview?from=2025-03-01&to=2025-03-08", "").status())
        .isEqualTo(200);
    await()
        .atMost(RunningApi.PATIENCE)
        .until(() -> api.get("/health").json().path("ready").asBoolean());
  }

  /** A statement grows with each step, and so does what it takes to understand it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"order\":\"ordered\"",
        "\"order\":\"any\"",
        "\"order\":\"strict\",\"subject\":\"session\"",
        "\"subject\":\"session\",\"hold\":\"prop:plan\","
            + "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":1,\"to\":20}]",
      })
  void aFunnelOfTwentyStepsIsAnsweredWithinTheLimits(String options) {
    for (var what : List.of("report", "timing", "value", "dropoffs", "subjects")) {
      var step = what.equals("dropoffs") || what.equals("subjects") ? ",\"step\":1" : "";
      var reply =
          api.of("long", "POST", "/funnels/" + what, question(steps(20), "," + options, step));
      assertThat(reply.status()).as(what + " " + reply.body()).isEqualTo(200);
      var entered = reply.json().at(step.isEmpty() ? "/steps/0/entered" : "/entered");
      if (!what.equals("subjects") && !options.contains("hold")) {
        assertThat(entered.asInt()).as(what).isEqualTo(20);
      }
    }
  }

  private static String question(ArrayNode steps, String options, String more) {
    return "{\"funnel\":{\"window\":\"PT1H\",\"steps\":"
        + steps
        + options
        + "},"
        + RANGE
        + more
        + "}";
  }

  /** Steps of which each has conditions. */
  private static ArrayNode steps(int count) {
    var steps = Json.mapper().createArrayNode();
    for (var k = 1; k <= count; k++) {
      var match = steps.addObject().putArray("match");
      match.addObject().put("event", "s" + k);
      var where = match.addObject().put("path", "/nowhere/" + k).putArray("where");
      where.addObject().put("property", "p" + k).put("op", "eq").put("value", "x");
    }
    return steps;
  }
}
