package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.funnel.Subject;
import io.polku.contract.json.Json;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.stack.Addresses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** A marked visitor among simulated ones is erased, and the mark is looked for everywhere. */
class ErasureTest {
  private static final String TOKEN = "a-token-for-tests";
  private static final String MARK = "erasedmark";
  private static final String ERASED = MARK + "-visitor";
  private static final String OTHER = "another-visitor-of-the-user";
  private static final String USER = "shared-user";
  private static final String[] BUY = {"view_item", "add_to_cart", "purchase"};
  private static final long DAY = 86_400_000L;
  private static final long START = Instant.parse("2025-03-01T10:00:00Z").toEpochMilli();

  @TempDir Path folder;

  @Test
  void nothingIsFoundOfTheErasedThoughAllWasKilledInTheMiddle() throws Exception {
    var data = SimulatedData.write(folder, 5, 4, 60);
    var environment = Map.of("POLKU_ADMIN_TOKEN", TOKEN);
    var dataDir = folder.resolve("data");
    String erasure;
    String key;
    try (var first = Launcher.up(folder, dataDir, environment)) {
      var addresses = first.addresses(dataDir);
      try (var api = new ApiClient(addresses.apiUrl(), TOKEN)) {
        var site = Site.make(api, addresses.ingestUrl(), "shop");
        key = site.key();
        site.define("by-session", Site.funnel("session", "PT1H", BUY));
        site.define("by-visitor", Site.funnel("visitor", "P3D", BUY));
        assertThat(site.replay(data.file(), data.mapping()).clean()).isTrue();
        var times = List.of(0L, 1_000L, 2_000L, 3 * DAY, 3 * DAY + 1, DAY);
        for (var i = 0; i < times.size(); i++) {
          send(addresses, key, ERASED, BUY[i % BUY.length], "e" + i, START + times.get(i));
        }
        // A repeat, and one that is refused.
        send(addresses, key, ERASED, BUY[0], "e0", START);
        assertThat(send(addresses, key, ERASED, BUY[0], "e9", 17).path("accepted").asInt())
            .isZero();
        send(addresses, key, OTHER, "page_view", "o0", START);
        site.awaitStored(data.events() + 7L);
        site.awaitFacts("by-session", "by-visitor");
        assertThat(found(addresses, dataDir, MARK))
            .contains("events", "duplicates", "rejected", "sessions", "funnel_facts");

        erasure =
            api.post(
                    "/api/v1/sites/shop/erasures",
                    Json.mapper().createObjectNode().put("visitor_id", ERASED))
                .path("id")
                .asText();
        first.kill();
      }
    }
    try (var second = Launcher.up(folder, dataDir, environment)) {
      var addresses = second.addresses(dataDir);
      try (var api = new ApiClient(addresses.apiUrl(), TOKEN)) {
        var site = Site.of(api, addresses.ingestUrl(), "shop");
        var receipt = verified(api, erasure);
        assertThat(receipt.path("removed").path("events").asLong()).isEqualTo(6);
        assertThat(receipt.path("removed").path("duplicates").asLong()).isEqualTo(1);
        assertThat(receipt.path("removed").path("rejected").asLong()).isEqualTo(1);
        assertThat(receipt.path("removed").path("sessions").asLong()).isEqualTo(3);
        assertThat(receipt.path("removed").path("funnel_facts").asLong()).isPositive();
        assertThat(receipt.path("removed").path("state").asLong()).isPositive();
        var requested = Instant.parse(receipt.path("requested_at").asText());
        assertThat(Instant.parse(receipt.path("topics_free_by").asText()))
            .isBetween(requested, requested.plus(Duration.ofDays(7)));
        assertThat(receipt.toString()).doesNotContain(MARK);
        assertThat(found(addresses, dataDir, MARK)).isEmpty();
        assertThat(found(addresses, dataDir, USER))
            .as("the same user")
            .contains("events", "sessions");

        // What comes after it is not taken, and counted with its reason.
        var answer = send(addresses, key, ERASED, BUY[0], "later", START);
        assertThat(answer.path("accepted").asInt()).isZero();
        assertThat(answer.at("/rejected/0/code").asText()).isEqualTo("visitor_erased");
        site.awaitStored(data.events() + 1L);
        await()
            .atMost(Duration.ofMinutes(1))
            .untilAsserted(
                () -> {
                  var quality = site.quality();
                  assertThat(quality.at("/rejected_by_code/visitor_erased").asLong())
                      .as("%s", quality)
                      .isEqualTo(1);
                  assertThat(quality.at("/log/missing").asLong(-1)).as("%s", quality).isZero();
                  assertThat(quality.at("/log/erased").asLong()).isEqualTo(7);
                });
        assertThat(found(addresses, dataDir, MARK)).isEmpty();
        assertThat(Site.entered(site.report("by-session", SimulatedData.FROM, data.to())))
            .isEqualTo(data.entered(Subject.SESSION, Duration.ofHours(1), BUY));
        assertThat(Site.entered(site.report("by-visitor", SimulatedData.FROM, data.to())))
            .isEqualTo(data.entered(Subject.VISITOR, Duration.ofDays(3), BUY));
        var totals = site.totals(SimulatedData.FROM, data.to());
        assertThat(totals.path("visitors").asInt()).isEqualTo(data.visitors() + 1);

        var quiet = new Quiet();
        assertThat(
                Polku.run(
                    quiet.terminal(),
                    "erase",
                    "--site=shop",
                    "--user=" + USER,
                    "--api=" + addresses.apiUrl(),
                    "--token=" + TOKEN))
            .as("%s", quiet.said())
            .isZero();
        assertThat(quiet.said()).contains("1 of events", "1 of 1 seen to be gone", "free by 20");
        assertThat(found(addresses, dataDir, USER)).isEmpty();
        // The same question as before, whose answer was kept.
        assertThat(site.totals(SimulatedData.FROM, data.to()).path("visitors").asInt())
            .isEqualTo(data.visitors());
        assertThat(api.get("/api/v1/sites/shop/erasures").path("erasures")).hasSize(2);
      }
      second.terminate();
      var _ = second.exitCode();
      assertThat(second.said()).doesNotContain(MARK);
    }
    assertThat(inStores(dataDir.resolve("streams"), MARK)).isEmpty();
    assertThat(inStores(dataDir.resolve("streams"), OTHER)).isEmpty();
    assertThat(inStores(dataDir.resolve("streams"), "shop\0")).as("others are").isNotEmpty();
    assertThat(inFiles(dataDir.resolve("spool"), MARK)).isEmpty();
  }

  private static JsonNode verified(ApiClient api, String erasure) {
    var path = "/api/v1/sites/shop/erasures/" + erasure;
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () -> assertThat(api.get(path).path("state").asText()).isEqualTo("verified"));
    try {
      return api.get(path);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode send(
      Addresses to, String key, String visitor, String name, String id, long time)
      throws Exception {
    var mark = visitor.equals(ERASED) ? MARK : "other";
    var body = Json.mapper().createObjectNode();
    body.put("site", "shop").put("visitor_id", visitor).put("user_id", USER);
    var event = body.putArray("events").addObject();
    event.put("id", mark + id).put("name", name).put("time", time).put("pv", mark + "pv");
    event.put("seq", 1).put("url", "https://shop.example/" + mark).put("title", mark);
    event.put("referrer", "https://" + mark + ".example/");
    event.putObject("element").put("tag", "a").put("text", mark);
    event.putArray("items").addObject().put("item_id", mark);
    event.putObject("props").put("note", mark);
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(to.ingestUrl() + "/v1/events"))
                  .header("Authorization", "Bearer " + key)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body.toString()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(202);
      return Json.mapper().readTree(answer.body());
    }
  }

  /** Tables with a row that holds the text in any of its columns; ClickHouse's own notes too. */
  private static List<String> found(Addresses at, Path dataDir, String text) throws Exception {
    var tables = new ArrayList<String>();
    for (var table : rows(at, dataDir, "SHOW TABLES FROM polku")) {
      tables.add("polku." + table);
    }
    tables.add("system.mutations");
    var found = new ArrayList<String>();
    for (var table : tables) {
      var count =
          rows(
              at,
              dataDir,
              "SELECT count() FROM "
                  + table
                  + " WHERE position(formatRow('JSONEachRow', *), '"
                  + text
                  + "') > 0");
      if (!count.equals(List.of("0"))) {
        found.add(table.replaceFirst("^polku\\.", ""));
      }
    }
    return found;
  }

  private static List<String> rows(Addresses at, Path dataDir, String query) throws Exception {
    var password = Files.readString(dataDir.resolve("clickhouse-password")).strip();
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(at.clickHouseUrl() + "/"))
                  .headers("X-ClickHouse-User", "polku", "X-ClickHouse-Key", password)
                  .POST(BodyPublishers.ofString(query))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
      return answer.body().lines().toList();
    }
  }

  /** Stores on disk with an entry that holds the text. */
  private static List<Path> inStores(Path folder, String text) throws Exception {
    var found = new ArrayList<Path>();
    try (var files = Files.walk(folder)) {
      for (var store : files.filter(file -> file.endsWith("CURRENT")).toList()) {
        var dir = store.resolveSibling("");
        if (inStore(dir, text)) {
          found.add(dir);
        }
      }
    }
    return found;
  }

  private static boolean inStore(Path store, String text) throws RocksDBException {
    var handles = new ArrayList<ColumnFamilyHandle>();
    try (var options = new Options();
        var dbOptions = new DBOptions()) {
      var families =
          RocksDB.listColumnFamilies(options, store.toString()).stream()
              .map(ColumnFamilyDescriptor::new)
              .toList();
      try (var db = RocksDB.openReadOnly(dbOptions, store.toString(), families, handles)) {
        for (var handle : handles) {
          try (var all = db.newIterator(handle)) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
              if (contains(all.key(), text) || contains(all.value(), text)) {
                return true;
              }
            }
          }
        }
        return false;
      }
    }
  }

  private static List<Path> inFiles(Path folder, String text) throws IOException {
    var found = new ArrayList<Path>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (contains(Files.readAllBytes(file), text)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private static boolean contains(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
  }
}
