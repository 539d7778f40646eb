package io.polku.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Traffic that Segment's and Snowplow's own clients sent, byte by byte, as it was recorded: in
 * {@code shared/fixtures/clients} beside the repository.
 */
class RecordedClientsTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static final Path RECORDINGS =
      Path.of(
          Objects.requireNonNullElse(
              System.getenv("POLKU_TEST_FIXTURES"), "../../shared/fixtures/clients"));
  private static final Pattern ID =
      Pattern.compile("\"(?:messageId|eid)\":\"([^\"]+)\"|[?&]eid=([^&]+)");

  /** Set by the HTTP client itself. */
  private static final Set<String> NOT_SENT =
      Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding");

  private static Stack stack;

  @BeforeAll
  static void start() {
    stack = Stack.start(KAFKA.bootstrapServers());
    for (var site : List.of("wk-test-0001", "shop-web", "shop-srv")) {
      stack.site(site, "*");
    }
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @ParameterizedTest
  @CsvSource({
    "segment-analytics-next, 42",
    "segment-analytics-next-batch, 42",
    "segment-analytics-node, 32",
    "snowplow-browser-tracker, 57",
    "snowplow-browser-tracker-get, 56",
    "snowplow-node-tracker, 32"
  })
  void everyEventOfARealClientIsTaken(String client, int distinctIds) throws Exception {
    var file = RECORDINGS.resolve(client + ".jsonl");
    assumeTrue(Files.exists(file), "recorded traffic is not here: " + file.toAbsolutePath());
    var ids = new HashSet<String>();
    for (var line : Files.readAllLines(file)) {
      var request = Json.mapper().readTree(line);
      ids.addAll(ids(request));
      var answer = send(request);
      assertThat(answer.status())
          .describedAs("%s: %s", request.path("path"), answer.text())
          .isEqualTo(request.path("response").path("status").asInt());
      if (request.path("headers").has("origin")) {
        assertThat(answer.header("Access-Control-Allow-Origin"))
            .isEqualTo(request.path("headers").path("origin").asText());
      }
    }

    assertThat(ids).hasSize(distinctIds);
    var taken = stack.events().stream().filter(event -> ids.contains(event.id())).toList();
    assertThat(taken).extracting(Event::id).containsAll(ids);
    assertThat(stack.rejected()).isEmpty();
    saysWhatTheVisitorsDid(taken);
  }

  private static void saysWhatTheVisitorsDid(List<Event> events) {
    assertThat(events)
        .extracting(Event::name)
        .contains("page_view", "view_item_list", "view_item", "add_to_cart", "begin_checkout")
        .contains("purchase", "click");
    assertThat(events).extracting(Event::visitorId).doesNotContain("");
    assertThat(events).extracting(e -> e.context().device()).containsOnly("desktop");
    assertThat(events).extracting(e -> e.context().browser()).containsOnly("Chrome");
    assertThat(events).extracting(e -> e.context().os()).containsOnly("Linux");

    var landing = first(events, "page_view");
    assertThat(landing.page().url()).contains("utm_campaign=autumn");
    assertThat(landing.page().path()).isEqualTo("/");
    assertThat(landing.page().title()).isEqualTo("Home - Test Shop");
    assertThat(landing.page().referrer()).endsWith("/search");
    assertThat(landing.context().utmSource()).isEqualTo("newsletter");
    assertThat(landing.context().channelGroup()).isEqualTo("Email");

    var click = first(events, "click");
    assertThat(Objects.requireNonNull(click.element()).href()).contains("/c/jackets");

    var added = first(events, "add_to_cart");
    assertThat(added.items()).hasSize(1);
    assertThat(added.items().getFirst())
        .containsEntry("item_id", "SKU-1421")
        .containsEntry("item_name", "Rain Jacket \"B\"")
        .containsEntry("price", "44.62")
        .containsEntry("quantity", "3");
    assertThat(added.currency()).isEqualTo("GBP");

    var bought = first(events, "purchase");
    assertThat(bought.value()).isEqualTo(348.91);
    assertThat(bought.currency()).isEqualTo("GBP");
    assertThat(events).extracting(Event::userId).contains("user-42-1");
    assertThat(bought.props()).containsEntry("transaction_id", "ORD-42-0001");
    assertThat(bought.items())
        .extracting(item -> item.get("item_id"))
        .containsExactly("SKU-1421", "SKU-1424");
    assertThat(bought.items().getLast())
        .containsAllEntriesOf(Map.of("item_variant", "blue", "index", "5", "quantity", "2"));
    assertThat(bought.visitorId()).isEqualTo(added.visitorId());
  }

  /** By the client's own clock: sent again at another pace, the corrected times differ. */
  private static Event first(List<Event> events, String name) {
    return events.stream()
        .filter(event -> event.name().equals(name))
        .min(Comparator.comparingLong(Event::senderTimeMillis))
        .orElseThrow();
  }

  private static Client.Answer send(JsonNode request) throws IOException {
    var query = request.path("query").asText();
    var headers = new ArrayList<String>();
    request
        .path("headers")
        .properties()
        .forEach(
            header -> {
              if (!NOT_SENT.contains(header.getKey())) {
                headers.add(header.getKey());
                headers.add(header.getValue().asText());
              }
            });
    return stack
        .client()
        .send(
            request.path("method").asText(),
            request.path("path").asText() + (query.isEmpty() ? "" : "?" + query),
            body(request),
            headers.toArray(String[]::new));
  }

  private static byte[] body(JsonNode request) {
    return request.has("bodyBase64")
        ? Base64.getDecoder().decode(request.path("bodyBase64").asText())
        : request.path("body").asText().getBytes(StandardCharsets.UTF_8);
  }

  private static Set<String> ids(JsonNode request) {
    var ids = new HashSet<String>();
    var found =
        ID.matcher(
            new String(body(request), StandardCharsets.UTF_8)
                + "?"
                + request.path("query").asText());
    while (found.find()) {
      ids.add(
          found.group(1) == null
              ? URLDecoder.decode(found.group(2), StandardCharsets.UTF_8)
              : found.group(1));
    }
    return ids;
  }
}
