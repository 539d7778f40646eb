package io.polku.embedded;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * The child process that {@link KafkaProcess} starts. Arguments: data directory, starter's process
 * id, port or 0, then broker properties as {@code name=value}.
 */
final class KafkaBrokerMain implements ChildLife.Service {
  /** Kafka's names of what tells the brokers of a cluster apart. */
  static final String NODE_ID = "node.id";

  static final String VOTERS = "controller.quorum.voters";

  private static final String CONTROLLER = "CONTROLLER";
  private static final long READY_SECONDS_MAX = 120;
  private static final long POLL_MILLIS = 50;

  private final Path dataDir;
  private final Map<String, String> overrides;
  private volatile @Nullable KafkaRaftServer server;

  private KafkaBrokerMain(Path dataDir, Map<String, String> overrides) {
    this.dataDir = dataDir;
    this.overrides = overrides;
  }

  public static void main(String[] args) {
    Path dataDir = Path.of(args[0]);
    Map<String, String> overrides = new TreeMap<>();
    for (String property : Arrays.asList(args).subList(3, args.length)) {
      int equals = property.indexOf('=');
      overrides.put(property.substring(0, equals), property.substring(equals + 1));
    }
    ChildLife.run(
        dataDir,
        Long.parseLong(args[1]),
        Integer.parseInt(args[2]),
        new KafkaBrokerMain(dataDir, overrides));
  }

  @Override
  public void serve(int port, IntConsumer ready) throws Exception {
    Path log = Files.createDirectories(dataDir.resolve("data"));
    int nodeId = Integer.parseInt(overrides.getOrDefault(NODE_ID, "1"));
    String voters = overrides.get(VOTERS);
    formatOnce(log, nodeId, voters);
    int controllerPort = voters == null ? Ports.free() : controllerPort(nodeId, voters);
    KafkaRaftServer started =
        new KafkaRaftServer(
            KafkaConfig.fromProps(properties(log, nodeId, port, controllerPort), false),
            Time.SYSTEM);
    server = started;
    started.startup();
    awaitAnswer(port);
    ready.accept(port);
    started.awaitShutdown();
  }

  @Override
  public void stop() {
    @Nullable KafkaRaftServer running = server;
    if (running != null) {
      running.shutdown();
    }
  }

  /** Where the node listens as a controller, by the list of all: {@code id@host:port,…}. */
  private static int controllerPort(int nodeId, String voters) {
    return Arrays.stream(voters.split(",", -1))
        .filter(voter -> voter.startsWith(nodeId + "@"))
        .map(voter -> Integer.valueOf(voter.substring(voter.lastIndexOf(':') + 1)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    VOTERS + ": " + voters + " (expected: " + nodeId + " among them)"));
  }

  /** The nodes of a cluster must agree on its id, and each knows the voters. */
  private static String clusterId(@Nullable String voters) {
    if (voters == null) {
      return Uuid.randomUuid().toString();
    }
    UUID of = UUID.nameUUIDFromBytes(voters.getBytes(StandardCharsets.UTF_8));
    return new Uuid(of.getMostSignificantBits(), of.getLeastSignificantBits()).toString();
  }

  private static void formatOnce(Path log, int nodeId, @Nullable String voters) throws Exception {
    if (Files.exists(log.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setPrintStream(new PrintStream(System.err, true))
        .setNodeId(nodeId)
        .setClusterId(clusterId(voters))
        .setControllerListenerName(CONTROLLER)
        .setMetadataLogDirectory(log.toString())
        .setDirectories(List.of(log.toString()))
        .run();
  }

  private static void awaitAnswer(int port) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", Ports.HOST + ":" + port);
    try (Admin admin = Admin.create(client)) {
      // Of several, others may be known before this one.
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
      while (!knows(admin, port)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the cluster does not know the broker at port " + port);
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private static boolean knows(Admin admin, int port) throws Exception {
    return admin.describeCluster().nodes().get(READY_SECONDS_MAX, TimeUnit.SECONDS).stream()
        .anyMatch(node -> node.port() == port);
  }

  private Properties properties(Path log, int nodeId, int port, int controllerPort) {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty(NODE_ID, Integer.toString(nodeId));
    // Voters by address, not stored in the log: the controller's port may change at each start.
    p.setProperty(VOTERS, nodeId + "@" + Ports.HOST + ":" + controllerPort);
    p.setProperty("controller.listener.names", CONTROLLER);
    p.setProperty(
        "listeners",
        "PLAINTEXT://%s:%d,%s://%s:%d"
            .formatted(Ports.HOST, port, CONTROLLER, Ports.HOST, controllerPort));
    p.setProperty("advertised.listeners", "PLAINTEXT://" + Ports.HOST + ":" + port);
    p.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    p.setProperty("log.dirs", log.toString());
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("default.replication.factor", "1");
    p.setProperty("min.insync.replicas", "1");
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("offsets.topic.num.partitions", "4");
    p.setProperty("offsets.retention.minutes", Long.toString(TimeUnit.DAYS.toMinutes(365)));
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("transaction.state.log.num.partitions", "4");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.num.partitions", "4");
    // After a kill, the node's former self must lose its session before it may register again.
    p.setProperty("broker.session.timeout.ms", "3000");
    p.setProperty("broker.heartbeat.interval.ms", "500");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    // The default alone is half of the default heap.
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("background.threads", "2");
    p.putAll(overrides);
    return p;
  }
}
