package io.polku.standalone.stack;

import io.polku.contract.Topics;
import io.polku.embedded.ClickHouseProcess;
import io.polku.embedded.ClickHouseSettings;
import io.polku.embedded.EmbeddedException;
import io.polku.embedded.EmbeddedProcess;
import io.polku.embedded.KafkaProcess;
import io.polku.embedded.KafkaSettings;
import io.polku.service.catalog.KafkaTopics;
import io.polku.service.catalog.ServerKeys;
import io.polku.service.settings.SettingsException;
import io.polku.standalone.Refusal;
import io.polku.standalone.terminal.Waiting;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;

/**
 * A whole Polku: broker and store in child processes, all services in this one. The children end
 * with this process, whatever ends it; what was accepted is there again at the next start on the
 * same directory. Thread-safe.
 */
public final class Stack implements AutoCloseable {
  private static final String KAFKA = "kafka";
  private static final String CLICK_HOUSE = "clickhouse";
  private static final String DATABASE = "polku";

  private final StackOptions options;
  private final DataDir dataDir;
  private final Waiting waiting;
  private final ClosingStack started = new ClosingStack();
  private final CompletableFuture<String> failed = new CompletableFuture<>();
  private Token token = new Token("", Source.KEPT);
  private Addresses addresses = Addresses.DEFAULT;
  private volatile List<EmbeddedProcess> children = List.of();
  private volatile boolean closing;

  /** Where the admin token comes from. */
  public enum Source {
    /** From the environment or the caller. */
    GIVEN,
    /** From the data directory. */
    KEPT,
    /** Made just now; nobody has seen it yet. */
    MADE
  }

  /**
   * The bearer token of the management API.
   *
   * @param text itself
   * @param source where it comes from
   */
  public record Token(String text, Source source) {}

  private Stack(StackOptions options, DataDir dataDir, Waiting waiting) {
    this.options = options;
    this.dataDir = dataDir;
    this.waiting = waiting;
  }

  /**
   * A stack that is not started yet, on a directory that it closes at its end. Close it, started or
   * not.
   */
  public static Stack in(DataDir dataDir, StackOptions options, Waiting waiting) {
    return new Stack(options, dataDir, waiting);
  }

  /**
   * Starts everything, in order, and returns when all services are ready.
   *
   * @throws Refusal when a port is in use or something does not start
   */
  public void start() throws InterruptedException {
    try {
      waiting.during(
          "waiting for the former stack to end",
          () -> {
            dataDir.awaitFormerChildren(KAFKA, CLICK_HOUSE);
            return true;
          });
      options.ports().requireFree();
      token = token();
      startAll();
    } catch (EmbeddedException | SettingsException | IllegalStateException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    }
  }

  /** Where it is reached. */
  public Addresses addresses() {
    return addresses;
  }

  /** The admin token. */
  public Token token() {
    if (!token.text().isEmpty()) {
      return token;
    }
    var given = options.adminToken();
    if (given != null && !given.isBlank()) {
      return new Token(given.strip(), Source.GIVEN);
    }
    var kept = dataDir.readToken();
    if (kept != null && !kept.isEmpty()) {
      return new Token(kept, Source.KEPT);
    }
    var made = ServerKeys.generate();
    dataDir.writeToken(made);
    return new Token(made, Source.MADE);
  }

  /** Of the embedded ClickHouse; made where the directory has none yet. */
  private String password() {
    var kept = DataDir.keptPassword(dataDir.path());
    if (kept != null && !kept.isEmpty()) {
      return kept;
    }
    var made = ServerKeys.generate();
    dataDir.writePassword(made);
    return made;
  }

  /** Where its data is. */
  public DataDir dataDir() {
    return dataDir;
  }

  /** Process ids of broker and store, for tests that kill them. */
  public List<Long> children() {
    return children.stream().map(EmbeddedProcess::pid).toList();
  }

  /** Completes with a message when a part has ended that should not have. */
  public CompletionStage<String> failed() {
    return failed.minimalCompletionStage();
  }

  /** Stops what takes work in first, and broker and store last. */
  @Override
  public void close() {
    closing = true;
    started.close();
    Addresses.remove(dataDir.path());
    dataDir.close();
  }

  private void startAll() throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var kafkaStart = executor.submit(this::startKafka);
      var clickHouseStart = executor.submit(this::startClickHouse);
      var kafka = waiting.during("starting Kafka and ClickHouse", kafkaStart::get);
      var clickHouse = waiting.during("starting ClickHouse", clickHouseStart::get);
      children = List.of(kafka, clickHouse);
      watch("Kafka", kafka);
      watch("ClickHouse", clickHouse);
      waiting.during(
          "making topics",
          () -> {
            KafkaTopics.create(kafka.bootstrapServers(), Topics.PARTITIONS_DEFAULT, (short) 1);
            return true;
          });
      startServices(kafka, clickHouse);
    }
  }

  private void startServices(KafkaProcess kafka, ClickHouseProcess clickHouse)
      throws InterruptedException {
    var services =
        started.add(
            Services.start(
                EnumSet.allOf(Services.Role.class),
                environment(kafka, clickHouse),
                options.host(),
                options.ports().management(),
                waiting,
                this::fail));
    addresses =
        new Addresses(
            url(services.port(Services.Role.INGEST)),
            url(services.port(Services.Role.QUERY)),
            kafka.bootstrapServers(),
            clickHouse.httpUrl(),
            url(services.management().port()));
    addresses.write(dataDir.path());
  }

  private KafkaProcess startKafka() {
    return started.add(
        KafkaProcess.start(
            KafkaSettings.in(dataDir.folder(KAFKA)).withPort(options.ports().kafka())));
  }

  private ClickHouseProcess startClickHouse() {
    return started.add(
        ClickHouseProcess.start(
            ClickHouseSettings.in(dataDir.folder(CLICK_HOUSE))
                .withHttpPort(options.ports().clickHouse())
                .withDatabase(DATABASE)
                .withPassword(password())));
  }

  private Map<String, String> environment(KafkaProcess kafka, ClickHouseProcess clickHouse) {
    var environment = new HashMap<>(options.environment());
    environment.put("POLKU_KAFKA", kafka.bootstrapServers());
    environment.put("POLKU_KAFKA_REPLICATION", "1");
    environment.put("POLKU_CLICKHOUSE_URL", clickHouse.httpUrl());
    environment.put("POLKU_CLICKHOUSE_USER", clickHouse.user());
    environment.put("POLKU_CLICKHOUSE_PASSWORD", password());
    environment.put("POLKU_CLICKHOUSE_DATABASE", DATABASE);
    environment.put("POLKU_HOST", options.host());
    environment.put("POLKU_INGEST_PORT", Integer.toString(options.ports().ingest()));
    environment.put("POLKU_API_PORT", Integer.toString(options.ports().api()));
    environment.put("POLKU_ADMIN_TOKEN", token().text());
    if (environment.getOrDefault("POLKU_SECRET", "").isEmpty()) {
      environment.put("POLKU_SECRET", dataDir.secret());
    }
    environment.put("POLKU_INGEST_SPOOL_DIR", dataDir.folder("spool").toString());
    environment.put("POLKU_STREAMS_STATE_DIR", dataDir.folder("streams").toString());
    // The same member again after a crash need not wait until it is missed.
    environment.put("POLKU_STREAMS_INSTANCE_ID", "standalone");
    return environment;
  }

  private void watch(String name, EmbeddedProcess child) {
    var _ =
        child
            .onExit()
            .thenAccept(
                code -> fail(name + " ended with exit code " + code + "; see " + child.dataDir()));
  }

  private void fail(String message) {
    if (!closing) {
      failed.complete(message);
    }
  }

  private String url(int port) {
    var host = options.host().equals("0.0.0.0") ? StackOptions.LOOPBACK : options.host();
    return "http://" + host + ":" + port;
  }
}
