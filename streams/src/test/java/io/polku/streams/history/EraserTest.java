package io.polku.streams.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polku.contract.history.RebuildRequest;
import io.polku.streams.sink.ClickHouse;
import io.polku.streams.sink.SinkSettings;
import io.polku.testkit.fixture.ClickHouseFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against a real ClickHouse, whose own notes are searched too. */
class EraserTest {
  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  /** With what would break a text of SQL or JSON. */
  private static final String MARKED = "marked-'v\u00e4-17";

  private static final List<String> OF_VISITORS =
      List.of("events", "duplicates", "sessions", "funnel_facts", "left_out");

  private ClickHouse clickHouse;

  @BeforeEach
  void fill() {
    clickHouse =
        new ClickHouse(
            SinkSettings.of(
                Map.of(
                    "POLKU_CLICKHOUSE_URL", CLICKHOUSE.url(),
                    "POLKU_CLICKHOUSE_USER", CLICKHOUSE.user(),
                    "POLKU_CLICKHOUSE_PASSWORD", CLICKHOUSE.password(),
                    "POLKU_CLICKHOUSE_DATABASE", CLICKHOUSE.database())));
    for (var table : rows("SHOW TABLES")) {
      CLICKHOUSE.execute("TRUNCATE TABLE " + table.getFirst());
    }
    for (var visitor : List.of(MARKED, "marked-other")) {
      for (var site : List.of("shop", "elsewhere")) {
        insert(site, visitor);
      }
    }
  }

  @AfterEach
  void close() {
    clickHouse.close();
  }

  @Test
  void removesTheVisitorEverywhereAndNobodyElse() throws Exception {
    eraser().erase(request());

    for (var table : OF_VISITORS) {
      assertThat(rows("SELECT site, visitor_id FROM " + table + " GROUP BY ALL ORDER BY ALL"))
          .as(table)
          .hasSize(3)
          .doesNotContain(List.of("shop", sqlText()));
    }
    assertThat(rows("SELECT original FROM rejected WHERE site = 'shop'"))
        .extracting(List::getFirst)
        .containsExactlyInAnyOrder("{of marked-other}", "{\"visitor_id\":\"marked-other\"}");
    assertThat(rows("SELECT DISTINCT cursor FROM funnel_progress WHERE site = 'shop'"))
        .containsExactly(List.of(""));
    assertThat(
            rows(
                "SELECT table_name, max(rows) FROM erased_rows WHERE erasure_id = 'e-1'"
                    + " GROUP BY table_name ORDER BY table_name"))
        .containsExactly(
            List.of("duplicates", "1"),
            List.of("events", "2"),
            List.of("funnel_facts", "1"),
            List.of("funnel_progress", "1"),
            List.of("left_out", "1"),
            List.of("rejected", "2"),
            List.of("sessions", "1"),
            List.of("state", "5"));
    assertThat(rows("SELECT site, number, verified_at > now() - 60 FROM erasures"))
        .containsExactly(List.of("shop", "3", "1"));
    assertThat(rows("SELECT _partition FROM data_versions WHERE site = 'shop'"))
        .containsExactly(List.of("65535"));
  }

  @Test
  void leavesNoNameBehind() throws Exception {
    eraser().erase(request());

    assertThat(
            rows("SELECT count(), countIf(position(command, 'marked') > 0) FROM system.mutations"
                    + " WHERE database = currentDatabase() AND is_done")
                .getFirst()
                .get(1))
        .isEqualTo("0");
    assertThat(rows("SELECT count() FROM erasing")).containsExactly(List.of("0"));
  }

  @Test
  void deletedRowsLeaveTheFilesOnceADay() throws Exception {
    var eraser = eraser();
    eraser.cleanFiles();
    assertThat(masks()).isEmpty();
    eraser.erase(request());
    eraser.cleanFiles();
    assertThat(masks()).contains(List.of("events"), List.of("sessions"));
    var before = masks();
    eraser.cleanFiles();
    assertThat(masks()).isEqualTo(before);
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(
                        rows(
                            "SELECT count() FROM system.parts WHERE database = currentDatabase()"
                                + " AND active AND has_lightweight_delete"))
                    .containsExactly(List.of("0")));
  }

  private static List<List<String>> masks() {
    return rows(
        "SELECT table FROM system.mutations WHERE database = currentDatabase()"
            + " AND position(command, 'APPLY DELETED MASK') > 0 ORDER BY table");
  }

  @Test
  void doneAgainItTellsTheSame() throws Exception {
    var request = request();
    var eraser = eraser();
    // Broken off after the rows were counted, and half of them removed.
    clickHouse.execute(
        "INSERT INTO erased_rows VALUES ('shop', 'e-1', 3, 'events', 2, now64(3))",
        Map.of(),
        CLICKHOUSE.database());
    CLICKHOUSE.execute("DELETE FROM events WHERE site = 'shop' AND event_id = 'one'");

    eraser.erase(request);
    eraser.erase(request);

    assertThat(
            rows(
                "SELECT max(rows) FROM erased_rows WHERE erasure_id = 'e-1' AND table_name ="
                    + " 'events'"))
        .containsExactly(List.of("2"));
    assertThat(rows("SELECT count() FROM erasures FINAL")).containsExactly(List.of("1"));
  }

  private Eraser eraser() {
    return new Eraser(clickHouse, CLICKHOUSE.database());
  }

  private static RebuildRequest request() {
    return new RebuildRequest("shop", MARKED, 3, 0, new RebuildRequest.Erasing("e-1", 5));
  }

  private static void insert(String site, String visitor) {
    var who = "'" + site + "', '" + visitor.replace("'", "\\'") + "'";
    for (var id : List.of("one", "two")) {
      CLICKHOUSE.execute(
          "INSERT INTO events (site, visitor_id, event_time, event_id, name) VALUES ("
              + who
              + ", now64(3), '"
              + id
              + "', 'A')");
    }
    CLICKHOUSE.execute(
        "INSERT INTO duplicates (site, visitor_id, event_id) VALUES (" + who + ", 'one')");
    // Told twice: the second replaces the first.
    for (var ver = 1; ver <= 2; ver++) {
      CLICKHOUSE.execute(
          "INSERT INTO sessions (site, visitor_id, session_start, ver) VALUES ("
              + who
              + ", '2026-01-01', "
              + ver
              + ")");
      CLICKHOUSE.execute(
          "INSERT INTO funnel_facts (site, visitor_id, funnel_id, ver) VALUES ("
              + who
              + ", 'f', "
              + ver
              + ")");
    }
    CLICKHOUSE.execute(
        "INSERT INTO left_out (site, visitor_id, reason) VALUES (" + who + ", 'too_long')");
    CLICKHOUSE.execute(
        "INSERT INTO rejected (site, visitor_id, code, original) VALUES ("
            + who
            + ", 'invalid_name', '{of "
            + visitor.replace("'", "\\'")
            + "}')");
    CLICKHOUSE.execute(
        "INSERT INTO rejected (site, code, original) VALUES ('"
            + site
            + "', 'invalid_name', '{\"visitor_id\":\""
            + visitor.replace("'", "\\'")
            + "\"}')");
    if (visitor.equals(MARKED)) {
      CLICKHOUSE.execute(
          "INSERT INTO funnel_progress (site, funnel_id, cursor) VALUES ('"
              + site
              + "', 'f', '"
              + visitor.replace("'", "\\'")
              + "')");
    }
  }

  private static String sqlText() {
    return MARKED.replace("'", "\\'");
  }

  private static List<List<String>> rows(String query) {
    return CLICKHOUSE.rows(query);
  }
}
