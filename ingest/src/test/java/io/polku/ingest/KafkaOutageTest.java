package io.polku.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.polku.contract.VisitorKey;
import io.polku.contract.change.Rejected;
import io.polku.contract.event.Event;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Kafka goes and comes back; what was answered with 202 is there afterwards. */
class KafkaOutageTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.own();

  private static final String SECRET = "0123456789abcdef";
  private static final Duration BACK_MAX = Duration.ofSeconds(60);

  /** Well below the time that an acknowledgement may take. */
  private static final Duration AT_ONCE = Duration.ofMillis(1_500);

  @TempDir Path folder;

  @Test
  void whileKafkaIsAwayEventsAreKeptOnDiskUntilThatIsFull() {
    try (var stack = Stack.start(KAFKA.bootstrapServers(), "POLKU_INGEST_SPOOL_MIB", "1")) {
      var client = stack.client();
      Set<String> accepted = new TreeSet<>();
      for (var i = 0; i < 20; i++) {
        accept(client, "before-" + i, accepted);
      }

      KAFKA.kill();
      accept(client, "first", accepted);
      for (var i = 0; i < 20; i++) {
        var started = System.nanoTime();
        accept(client, "while-" + i, accepted);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(AT_ONCE);
      }
      // A dead letter is kept like an event.
      var refused = client.fromBrowser(Client.body("bad", 5, "page_view"));
      assertThat(refused.status()).isEqualTo(202);
      assertThat(refused.json().get("accepted").asInt()).isZero();
      await()
          .atMost(BACK_MAX)
          .until(() -> client.get("/health").text().contains("records go to the spool"));
      assertThat(client.get("/health").status()).isEqualTo(200);

      var large = Client.body("large-%d-" + "x".repeat(90)).replace("}]", ",\"props\":%s}]");
      var answer = client.fromBrowser(Client.body("last"));
      for (var i = 0; answer.status() == 202 && i < 100; i++) {
        answer = client.fromBrowser(large.formatted(i, props()));
        if (answer.status() == 202) {
          accepted.add(("large-%d-" + "x".repeat(90)).formatted(i));
        }
      }
      accepted.add("last");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isNotEmpty();
      assertThat(answer.json().get("code").asText()).isEqualTo("kafka_unavailable");

      KAFKA.restart();
      await()
          .atMost(BACK_MAX)
          .until(() -> client.fromBrowser(Client.body("after")).status() == 202);
      accepted.add("after");
      awaitAll(accepted);
      await()
          .atMost(BACK_MAX)
          .until(() -> client.get("/health").text().contains("\"spool\":\"ok\""));
      assertThat(client.get("/health").json().at("/checks/kafka").asText()).isEqualTo("ok");
      var events = stack.events();
      assertThat(events)
          .filteredOn(event -> event.id().startsWith("while-"))
          .extracting(Event::republished)
          .containsOnly(true);
      assertThat(events)
          .filteredOn(event -> event.id().startsWith("before-"))
          .extracting(Event::republished)
          .containsOnly(false);
      assertThat(stack.rejected()).extracting("code").containsOnly("time_out_of_range");
    }
  }

  @Test
  void aBrokerThatStopsUnderLoadLosesNothing() throws Exception {
    try (var stack = Stack.start(KAFKA.bootstrapServers())) {
      var accepted = new ConcurrentSkipListSet<String>();
      var going = new AtomicBoolean(true);
      try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
        try {
          for (var sender = 0; sender < 16; sender++) {
            var name = "sender-" + sender + "-";
            var _ = senders.submit(() -> sendWhile(going, stack.client(), name, accepted));
          }
          awaitMore(accepted, 200);
          KAFKA.suspend();
          awaitMore(accepted, 400);
          await()
              .atMost(BACK_MAX)
              .until(
                  () -> stack.client().get("/health").text().contains("records go to the spool"));
          awaitMore(accepted, 400);
          KAFKA.resume();
          await()
              .atMost(BACK_MAX)
              .until(() -> stack.client().get("/health").text().contains("\"spool\":\"ok\""));
          awaitMore(accepted, 200);
        } finally {
          KAFKA.resume();
          going.set(false);
        }
      }
      awaitAll(accepted);
      var metrics = stack.client().metrics(stack.service().managementPort());
      assertThat(metrics).contains("polku_ingest_spool_records 0.0");
      assertThat(metrics).containsPattern("polku_ingest_spool_kept_total [1-9]");
    }
  }

  @Test
  void aProcessKilledWithAFilledSpoolPublishesItWhenItIsStartedAgainButNothingOfTheErased()
      throws Exception {
    Stack.prepare(KAFKA.bootstrapServers());
    var port = freePort();
    var accepted = new TreeSet<String>();
    try (var client = new Client(port)) {
      var process = startProcess(port);
      try {
        await().atMost(BACK_MAX).until(() -> answers(client));
        accept(client, "killed-before", accepted);
        KAFKA.suspend();
        for (var i = 0; i < 50; i++) {
          accept(client, "killed-" + i, accepted);
        }
        var erased = Client.body("of-erased").replace("\"v1\"", "\"erased\"");
        assertThat(client.fromBrowser(erased).status()).isEqualTo(202);
        var refused = Client.body("bad", 5, "page_view").replace("\"v1\"", "\"erased\"");
        assertThat(client.fromBrowser(refused).status()).isEqualTo(202);
      } finally {
        process.destroyForcibly().waitFor();
        KAFKA.resume();
      }
      assertThat(spooled()).contains("of-erased");
      Stack.erase(KAFKA.bootstrapServers(), SECRET, new VisitorKey("shop", "erased"));
      process = startProcess(port);
      try {
        awaitAll(accepted);
        await().atMost(BACK_MAX).until(() -> answers(client));
        accept(client, "killed-after", accepted);
        awaitAll(accepted);
        // Files may go while they are read.
        await().atMost(BACK_MAX).ignoreExceptions().until(() -> !spooled().contains("erased"));
        assertThat(Stack.events(KAFKA.bootstrapServers()))
            .extracting(Event::visitorId)
            .doesNotContain("erased");
        assertThat(Stack.rejected(KAFKA.bootstrapServers()))
            .extracting(Rejected::visitorId)
            .doesNotContain("erased");
      } finally {
        process.destroy();
        process.waitFor();
      }
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
  void aDirectoryThatCannotBeUsedIsOneClearLine() throws IOException {
    var file = folder.resolve("file");
    assertThat(file.toFile().createNewFile()).isTrue();
    var settings =
        Stack.settings(
            KAFKA.bootstrapServers(), "POLKU_INGEST_SPOOL_DIR", file.resolve("spool").toString());

    assertThatIllegalStateException()
        .isThrownBy(() -> IngestService.start(settings))
        .withMessageContaining("spool " + file);
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

  private static void accept(Client client, String id, Set<String> accepted) {
    assertThat(client.fromBrowser(Client.body(id)).status()).as(id).isEqualTo(202);
    accepted.add(id);
  }

  private static void sendWhile(
      AtomicBoolean going, Client client, String name, Set<String> accepted) {
    for (var i = 0; going.get(); i++) {
      var id = name + i;
      if (client.fromBrowser(Client.body(id)).status() == 202) {
        accepted.add(id);
      }
    }
  }

  private static void awaitMore(Set<String> accepted, int more) {
    var enough = accepted.size() + more;
    await().atMost(BACK_MAX).until(() -> accepted.size() >= enough);
  }

  private static void awaitAll(Set<String> accepted) {
    await()
        .atMost(BACK_MAX)
        .untilAsserted(
            () ->
                assertThat(Stack.events(KAFKA.bootstrapServers()))
                    .extracting(Event::id)
                    .containsAll(accepted));
  }

  private static boolean answers(Client client) {
    try {
      return client.get("/health").status() == 200;
    } catch (AssertionError e) {
      return false;
    }
  }

  private Process startProcess(int port) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "ingest.log")));
    builder.environment().keySet().removeIf(name -> name.startsWith("POLKU_"));
    builder.environment().put("POLKU_SECRET", SECRET);
    builder.environment().put("POLKU_KAFKA", KAFKA.bootstrapServers());
    builder.environment().put("POLKU_INGEST_PORT", Integer.toString(port));
    builder.environment().put("POLKU_MANAGEMENT_PORT", "0");
    builder.environment().put("POLKU_INGEST_SPOOL_DIR", folder.resolve("spool").toString());
    return builder.start();
  }

  /** Everything in the spool's files. */
  private String spooled() throws IOException {
    var text = new StringBuilder();
    try (var files = Files.walk(folder.resolve("spool"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return text.toString();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String props() {
    var props = new StringBuilder("{");
    for (var i = 0; i < 60; i++) {
      props.append(i == 0 ? "" : ",").append("\"p").append(i).append("\":\"");
      props.append("y".repeat(900)).append('"');
    }
    return props.append('}').toString();
  }
}
