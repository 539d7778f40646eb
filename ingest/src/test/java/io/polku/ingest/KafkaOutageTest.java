package io.polku.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.polku.contract.event.Event;
import io.polku.testkit.fixture.KafkaFixture;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kafka goes and comes back. */
class KafkaOutageTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.own();

  private static final Duration BACK_MAX = Duration.ofSeconds(30);

  @Test
  void withoutKafkaNothingIsAcceptedAndEverythingThatWasIsKept() {
    try (var stack = Stack.start(KAFKA.bootstrapServers())) {
      var client = stack.client();
      Set<String> accepted = new HashSet<>();
      for (var i = 0; i < 20; i++) {
        assertThat(client.fromBrowser(Client.body("before-" + i)).status()).isEqualTo(202);
        accepted.add("before-" + i);
      }

      KAFKA.kill();
      for (var i = 0; i < 3; i++) {
        var started = System.nanoTime();
        var answer = client.fromBrowser(Client.body("while-" + i));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.json().get("code").asText()).isEqualTo("kafka_unavailable");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(BACK_MAX);
      }
      // An event that is refused is not told of either, while its dead letter cannot be kept.
      assertThat(client.fromBrowser(Client.body("bad", 5, "page_view")).status()).isEqualTo(503);
      await().atMost(BACK_MAX).until(() -> !stack.service().health().ready());
      assertThat(client.get("/health").status()).isEqualTo(503);

      KAFKA.restart();
      await()
          .atMost(BACK_MAX)
          .until(() -> client.fromBrowser(Client.body("after")).status() == 202);
      accepted.add("after");
      await().atMost(BACK_MAX).until(() -> stack.service().health().ready());
      assertThat(stack.events()).extracting(Event::id).containsAll(accepted);
    }
  }

  @Test
  void anAddressOfKafkaThatIsNoneIsOneClearLine() {
    var settings = Stack.settings("nowhere");

    assertThatIllegalStateException()
        .isThrownBy(() -> IngestService.start(settings))
        .withMessageContaining("Kafka nowhere: ");
  }

  @Test
  void startsWithoutKafkaAndSaysSo() {
    var settings = Stack.settings("127.0.0.1:1");
    try (var service = IngestService.start(settings);
        var client = new Client(service.port())) {
      var answer = client.fromBrowser(Client.body("early"));

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.json().get("code").asText()).isEqualTo("starting");
      assertThat(answer.header("Retry-After")).isNotEmpty();
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(Client.ORIGIN);
      assertThat(client.get("/health").status()).isEqualTo(503);
      assertThat(client.get("/polku.js").status()).isEqualTo(200);
    }
  }
}
