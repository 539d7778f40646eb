package io.polku.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clicks drawn over a page, on their way from the query API to the browser. */
class OverlayRelayTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static final String ASKED = "/v1/overlay?site=shop&path=/p/%C3%A4&limit=200";
  private static final String TOKEN = "Bearer o1.shop.1.2.3.c2lnbmF0dXJl";

  private static final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private static HttpServer api;
  private static Stack stack;
  private static volatile int status;
  private static volatile String type = "";
  private static volatile byte[] body = {};

  @BeforeAll
  static void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    api.createContext("/", OverlayRelayTest::answer);
    api.start();
    stack =
        Stack.start(
            KAFKA.bootstrapServers(),
            "POLKU_QUERY_URL",
            "http://127.0.0.1:" + api.getAddress().getPort() + "/");
  }

  @AfterAll
  static void stop() {
    stack.close();
    api.stop(0);
  }

  @BeforeEach
  void answersWell() {
    asked.clear();
    status = 200;
    type = "application/json";
    body = "{\"elements\":[]}".getBytes(StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange) {
    asked.add(
        exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + exchange.getRequestHeaders().containsKey("Cookie"));
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Set-Cookie", "a=b");
    exchange.getResponseHeaders().set("Location", "/elsewhere");
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void isAskedForWithTheTokenAndNothingElseOfTheBrowser() {
    var answer = get(ASKED, "Authorization", TOKEN, "Origin", Client.ORIGIN, "Cookie", "c=1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"elements\":[]}");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo(Client.ORIGIN);
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(answer.header("set-cookie")).isEmpty();
    assertThat(asked)
        .containsExactly(
            "/api/v1/sites/shop/overlay?path=%2Fp%2F%C3%A4&limit=200 " + TOKEN + " false");
  }

  @Test
  void aPreflightIsAnsweredHere() {
    var answer =
        stack
            .client()
            .send(
                "OPTIONS",
                ASKED,
                new byte[0],
                "Origin",
                Client.ORIGIN,
                "Access-Control-Request-Method",
                "GET",
                "Access-Control-Request-Headers",
                "authorization");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("access-control-allow-headers")).isEqualTo("authorization");
    assertThat(asked).isEmpty();
  }

  @Test
  void otherTokensOriginsAndSitesGetNoFurther() {
    assertThat(get(ASKED).status()).isEqualTo(401);
    assertThat(get(ASKED, "Authorization", "Bearer an-admin-token").status()).isEqualTo(401);
    assertThat(get(ASKED, "Authorization", TOKEN, "Origin", "https://evil.example").status())
        .isEqualTo(403);
    assertThat(get(ASKED.replace("shop", "nobody"), "Authorization", TOKEN).status())
        .isEqualTo(401);
    assertThat(get(ASKED.replace("shop", "shop%2F..%2Fother"), "Authorization", TOKEN).status())
        .isEqualTo(401);
    assertThat(get("/v1/overlay?site=shop", "Authorization", TOKEN).status()).isEqualTo(400);
    assertThat(stack.client().send("POST", ASKED, new byte[0], "Authorization", TOKEN).status())
        .isEqualTo(405);
    assertThat(asked).isEmpty();
  }

  @Test
  void refusalsArePassedOnAndNothingElseIs() {
    status = 401;
    type = "application/problem+json";
    assertThat(get(ASKED, "Authorization", TOKEN).status()).isEqualTo(401);

    status = 302;
    assertThat(get(ASKED, "Authorization", TOKEN).json().at("/code").asText())
        .isEqualTo("query_unavailable");
    status = 200;
    type = "text/html";
    assertThat(get(ASKED, "Authorization", TOKEN).status()).isEqualTo(503);
    assertThat(asked).hasSize(3).noneMatch(each -> each.startsWith("/elsewhere"));
  }

  @Test
  void anAnswerThatIsTooLongIsNone() {
    body = new byte[3 << 20];

    assertThat(get(ASKED, "Authorization", TOKEN).status()).isEqualTo(503);
  }

  @Test
  void withoutTheQueryApiItSaysSo() {
    try (var alone = Stack.start(KAFKA.bootstrapServers())) {
      var answer = alone.client().get(ASKED, "Authorization", TOKEN);

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text()).contains("POLKU_QUERY_URL");
    }
  }

  private static Client.Answer get(String path, String... headers) {
    return stack.client().get(path, headers);
  }
}
