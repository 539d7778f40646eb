package io.polku.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.polku.contract.json.Json;
import io.polku.service.catalog.KafkaTopics;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The service on a real Kafka and a real ClickHouse, and a client with the owner's token. */
final class RunningApi implements AutoCloseable {
  /** How long anything may take on a machine that is busy otherwise. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The owner's. */
  static final String TOKEN = "a-token-for-tests";

  /** Where sites are. */
  static final String SITES = "/api/v1/sites/";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final QueryService service;
  private final JsonNode openApi;

  private RunningApi(QueryService service) {
    this.service = service;
    this.openApi = get("/api/v1/openapi.json").json();
  }

  /** What came back. */
  record Reply(int status, Map<String, List<String>> headers, String body) {
    JsonNode json() {
      try {
        return Json.mapper().readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }

    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  /** Starts it with its own settings and returns once it is ready. */
  static RunningApi start(KafkaFixture kafka, ClickHouseFixture clickHouse) {
    return start(kafka, clickHouse, Map.of());
  }

  /** The same with some settings changed. */
  static RunningApi start(
      KafkaFixture kafka, ClickHouseFixture clickHouse, Map<String, String> changed) {
    var service = start(settings(kafka, clickHouse, changed), kafka);
    await().atMost(PATIENCE).until(() -> service.health().ready());
    return new RunningApi(service);
  }

  /** The same while ClickHouse is away: returns once definitions are known. */
  static RunningApi startWithoutStore(
      KafkaFixture kafka, ClickHouseFixture clickHouse, Map<String, String> changed) {
    var service = start(settings(kafka, clickHouse, changed), kafka);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                service.health().json().at("/checks/definitions").asText().equals("ok")
                    && service.health().json().at("/checks/kafka").asText().equals("ok"));
    return new RunningApi(service);
  }

  private static QueryService start(Map<String, String> settings, KafkaFixture kafka) {
    KafkaTopics.create(kafka.bootstrapServers(), 4, (short) 1);
    return QueryService.start(QuerySettings.of(settings));
  }

  private static Map<String, String> settings(
      KafkaFixture kafka, ClickHouseFixture clickHouse, Map<String, String> changed) {
    var settings = new HashMap<String, String>();
    settings.put("POLKU_KAFKA", kafka.bootstrapServers());
    settings.put("POLKU_CLICKHOUSE_URL", clickHouse.url());
    settings.put("POLKU_CLICKHOUSE_USER", clickHouse.user());
    settings.put("POLKU_CLICKHOUSE_PASSWORD", clickHouse.password());
    settings.put("POLKU_CLICKHOUSE_DATABASE", clickHouse.database());
    settings.put("POLKU_API_PORT", "0");
    settings.put("POLKU_MANAGEMENT_PORT", "0");
    settings.put("POLKU_ADMIN_TOKEN", TOKEN);
    settings.putAll(changed);
    return settings;
  }

  /** The running service. */
  QueryService service() {
    return service;
  }

  Reply get(String path) {
    return send("GET", path, "");
  }

  Reply post(String path, String body) {
    return send("POST", path, body);
  }

  Reply put(String path, String body) {
    return send("PUT", path, body);
  }

  /** Of a site. */
  Reply of(String site, String method, String path, String body) {
    return send(method, SITES + site + path, body);
  }

  Reply send(String method, String path, String body) {
    return send(method, path, body, "Bearer " + TOKEN, Map.of());
  }

  /**
   * Sends anything.
   *
   * @param authorization the header, or "" for none
   * @param headers beside it
   */
  Reply send(
      String method, String path, String body, String authorization, Map<String, String> headers) {
    var request = request(method, path, body);
    if (!authorization.isEmpty()) {
      request.header("authorization", authorization);
    }
    headers.forEach(request::header);
    return send(request.build());
  }

  /** A request without a token, to be changed. */
  HttpRequest.Builder request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
        .timeout(PATIENCE)
        .method(method, HttpRequest.BodyPublishers.ofString(body));
  }

  /** Prometheus text of the management port. */
  String metrics() {
    return send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + service.managementPort() + "/metrics"))
            .build())
        .body();
  }

  private static Reply send(HttpRequest request) {
    try {
      var reply = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return new Reply(reply.statusCode(), reply.headers().map(), reply.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The token of a new one. */
  String token(String site, String role) {
    return post(SITES + site + "/tokens", "{\"name\":\"test\",\"role\":\"" + role + "\"}")
        .json()
        .path("token")
        .asText();
  }

  /** Method and path of everything the description holds, for a site and a funnel {@code f}. */
  List<String> operations(String site) {
    var operations = new TreeSet<String>();
    for (var path : openApi.path("paths").properties()) {
      var real = path.getKey().replace("{site}", site).replaceAll("\\{[a-z]+}", "f");
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method -> {
                if (!method.equals("parameters")) {
                  operations.add(method.toUpperCase(Locale.ROOT) + " /api/v1" + real);
                }
              });
    }
    assertThat(operations).hasSizeGreaterThan(13);
    return List.copyOf(operations);
  }

  /** What the description holds, as it has it: names in the path begin with a colon there. */
  List<String> described() {
    var described = new TreeSet<String>();
    for (var path : openApi.path("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method -> {
                if (!method.equals("parameters")) {
                  described.add(
                      method.toUpperCase(Locale.ROOT)
                          + " "
                          + path.getKey().replaceAll("\\{([a-z]+)}", ":$1"));
                }
              });
    }
    return List.copyOf(described);
  }

  /** The same without what answers until the caller goes. */
  List<String> endingOperations(String site) {
    return operations(site).stream().filter(each -> !each.endsWith("/live")).toList();
  }

  /** Sends a method and path as the bearer of a token. */
  Reply as(String token, String operation) {
    var parts = operation.split(" ", 2);
    return send(parts[0], parts[1], "", "Bearer " + token, Map.of());
  }

  /** It is a problem document of that kind. */
  void problem(Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
    assertThat(reply.json().path("code").asText()).isEqualTo(code);
    fitsSchema("Problem", reply.json());
  }

  /** It is an answer, and fits the schema of that name in the description. */
  void fits(String schema, Reply reply) {
    assertThat(reply.status()).as(reply.body()).isIn(200, 201);
    fitsSchema(schema, reply.json());
  }

  /** The same of a message. */
  void fitsSchema(String schema, JsonNode json) {
    var root = Json.mapper().createObjectNode();
    root.put("$ref", "#/components/schemas/" + schema);
    root.set("components", openApi.path("components"));
    var errors =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(root)
            .validate(json);
    assertThat(errors).as(json.toString()).isEmpty();
  }

  /** As a part of a query string. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    service.close();
  }
}
