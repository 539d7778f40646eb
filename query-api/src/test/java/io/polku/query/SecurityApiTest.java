package io.polku.query;

import static io.polku.query.RunningApi.TOKEN;
import static io.polku.query.RunningApi.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import io.polku.query.RunningApi.Reply;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds for every route at once. Who may ask what is in {@link QueryServiceTest}. */
class SecurityApiTest {
  private static final String OWNER = "Bearer " + TOKEN;
  private static final String SITE = "secured";

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.start(KAFKA, CLICKHOUSE);
    assertThat(api.put(RunningApi.SITES + SITE, "{}").status()).isIn(200, 201);
  }

  @AfterAll
  static void stop() {
    if (api != null) {
      api.close();
    }
  }

  /** So a test of all that is described is a test of all that is served. */
  @Test
  void nothingIsServedThatIsNotDescribed() {
    assertThat(api.service().operations())
        .map(operation -> operation.replaceAll(":[a-z]+", ":"))
        .containsExactlyInAnyOrderElementsOf(
            api.described().stream().map(each -> each.replaceAll(":[a-z]+", ":")).toList());
  }

  @Test
  void everyAnswerKeepsBrowsersFromTakingItForSomethingElse() {
    for (var operation : api.endingOperations(SITE)) {
      var parts = operation.split(" ", 2);
      for (var authorization : List.of("", "Bearer wrong", OWNER)) {
        if (parts[0].equals("DELETE") && authorization.equals(OWNER)) {
          continue;
        }
        var reply = api.send(parts[0], parts[1], "", authorization, Map.of());
        isProtected(operation, reply);
        assertThat(reply.header("content-security-policy"))
            .as(operation)
            .isEqualTo("default-src 'none'; frame-ancestors 'none'");
        assertThat(reply.header("cache-control")).as(operation).startsWith("private, no-");
        if (reply.header("etag").isEmpty()) {
          assertThat(reply.header("cache-control")).as(operation).isEqualTo("private, no-store");
        }
      }
    }
    for (var place : List.of("/health", "/api/v1/nowhere", "/nowhere/at/all", "/assets/none.js")) {
      isProtected(place, api.send("GET", place, "", "", Map.of()));
    }
    isProtected("a path that is none", api.send("GET", "/%2e%2e/%2e%2e/x", "", "", Map.of()));
  }

  @Test
  void pagesAreServedWithThePolicyThatTheyAreTestedWith() throws IOException {
    for (var place : List.of("/", "/login", "/assets/app-1a2b3c.js")) {
      var page = api.send("GET", place, "", "", Map.of());
      isProtected(place, page);
      assertThat(Arrays.asList(page.header("content-security-policy").split("; ", -1)))
          .as(place)
          .isEqualTo(testedPolicy());
    }
  }

  /** What a token or a key was made with is nobody's to keep. */
  @Test
  void secretsAreNotStoredOnTheirWay() {
    var site = RunningApi.SITES + SITE;
    for (var made :
        List.of(
            api.put(site + "?rotate=true", "{}"),
            api.post(site + "/tokens", "{\"name\":\"test\"}"),
            api.get(site + "/tokens"))) {
      assertThat(made.status()).isIn(200, 201);
      assertThat(made.header("cache-control")).isEqualTo("private, no-store");
    }
  }

  /** Whatever is asked stays a value: no statement breaks, and nothing else is read or changed. */
  @Test
  void noTextOfAQuestionBecomesSql() {
    var site = RunningApi.SITES + SITE;
    var funnel = "{\"steps\":[{\"match\":[{\"event\":\"a\"}]},{\"match\":[{\"event\":\"b\"}]}]}";
    for (var text :
        List.of(
            "' OR 1=1 --", "\\\\' OR 1=1 --", "`; DROP TABLE events; --", "{x:String}", "%s ?1")) {
      var filter =
          encoded("[{\"by\":\"prop:" + text + "\",\"op\":\"eq\",\"value\":\"" + text + "\"}]");
      for (var path :
          List.of(
              "/overview?filter=" + filter,
              "/channels?filter=" + filter,
              "/paths?start=" + encoded("event:" + text),
              "/paths?end=" + encoded("page:/" + text),
              "/clicks?path=" + encoded("/" + text),
              "/visitors/" + encoded(text).replace("+", "%20"),
              "/sessions/" + encoded(text).replace("+", "%20"),
              "/seen?kind=values&name=" + encoded(text),
              "/rejected?code=" + encoded(text))) {
        assertThat(api.get(site + path).status()).as(path).isIn(200, 400, 404, 422);
      }
      var adHoc =
          api.post(
              site + "/funnels/report",
              "{\"funnel\":"
                  + funnel.replace("\"a\"", "\"" + text + "\"")
                  + ",\"breakdown\":\"prop:"
                  + text
                  + "\"}");
      assertThat(adHoc.status()).as(text + adHoc.body()).isIn(200, 422);
      if (adHoc.status() == 200) {
        assertThat(adHoc.json().at("/steps/0/entered").asInt(-1)).isZero();
      }
    }
    assertThat(CLICKHOUSE.rows("SELECT count() FROM events")).hasSize(1);
  }

  /** Each change, by whom, with the change in one transaction. */
  @Test
  void whoChangedWhatIsToldToAdminsOfTheSiteAlone() {
    var site = RunningApi.SITES + "audited";
    api.put(site, "{}");
    var editor = api.token("audited", "editor");
    var admin = api.token("audited", "admin");
    var funnel =
        "{\"window\":\"PT1H\",\"steps\":[{\"match\":[{\"event\":\"a\"}]},{\"match\":[{\"event\":\"b\"}]}]}";
    assertThat(
            api.send("PUT", site + "/funnels/buy", funnel, "Bearer " + editor, Map.of()).status())
        .isEqualTo(201);
    assertThat(
            api.send("PUT", site + "/funnels/buy", funnel, "Bearer " + editor, Map.of()).status())
        .as("no change, no record")
        .isEqualTo(200);
    assertThat(api.as(editor, "DELETE " + site + "/funnels/buy").status()).isEqualTo(204);
    assertThat(api.as(editor, "PUT " + site + "?rotate=true").status()).isEqualTo(403);
    assertThat(api.put(site + "?rotate=true", "{}").status()).isEqualTo(200);
    var id = editor.substring(0, editor.indexOf('.'));
    assertThat(api.as(admin, "DELETE " + site + "/tokens/" + id).status()).isEqualTo(204);

    var told = api.as(admin, "GET " + site + "/audit");

    api.fits("AuditList", told);
    assertThat(told.json().path("more").asBoolean()).isFalse();
    var adminId = admin.substring(0, admin.indexOf('.'));
    assertThat(told.json().path("entries"))
        .extracting(
            entry ->
                entry.at("/by/id").asText()
                    + " "
                    + entry.path("action").asText()
                    + " "
                    + entry.path("subject").asText())
        .containsExactly(
            adminId + " revoked token/" + id,
            "owner key_changed site/audited",
            id + " deleted funnel/audited/buy/deleted",
            id + " stored funnel/audited/buy/1",
            "owner stored token/" + adminId,
            "owner stored token/" + id,
            "owner stored site/audited");
    assertThat(told.json().at("/entries/2/by/name").asText()).isEqualTo("test");
    assertThat(told.json().at("/entries/2/by/role").asText()).isEqualTo("editor");
    assertThat(told.body()).doesNotContain("polku_");
    var two = api.as(admin, "GET " + site + "/audit?limit=2").json();
    assertThat(two.path("entries")).hasSize(2);
    assertThat(two.path("more").asBoolean()).isTrue();
    api.problem(api.as(api.token("audited", "editor"), "GET " + site + "/audit"), 403, "forbidden");
    assertThat(api.get(RunningApi.SITES + SITE + "/audit").body()).doesNotContain("audited");
  }

  private static void isProtected(String what, Reply reply) {
    assertThat(reply.header("x-content-type-options")).as(what).isEqualTo("nosniff");
    assertThat(reply.header("x-frame-options")).as(what).isEqualTo("DENY");
    assertThat(reply.header("referrer-policy")).as(what).isEqualTo("no-referrer");
    assertThat(reply.header("cross-origin-resource-policy")).as(what).isEqualTo("same-origin");
    assertThat(reply.header("cross-origin-opener-policy")).as(what).isEqualTo("same-origin");
    assertThat(reply.header("permissions-policy")).as(what).contains("camera=()");
    assertThat(reply.header("content-security-policy"))
        .as(what)
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(reply.header("access-control-allow-origin")).as(what).isEmpty();
    assertThat(reply.header("server")).as(what).isEmpty();
  }

  /** Of the server that the pages' own tests run in Chromium against. */
  private static List<String> testedPolicy() throws IOException {
    var list = Files.readString(Path.of("../dashboards/ui/fixtures/policy.ts"));
    return Pattern.compile("\"([^\"]+)\",").matcher(list).results().map(m -> m.group(1)).toList();
  }
}
