package io.polku.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Brokers on loopback that are one cluster, each of them broker and controller in a process of its
 * own, on ports that stay the same over restarts. Of three or more, each record lies on three and
 * is acknowledged once two have it, so that any one of them may be lost. They are numbered from 0.
 * Used by one thread.
 */
public final class KafkaCluster implements AutoCloseable {
  private static final int COPIES = 3;
  private static final int ACKNOWLEDGED_BY = 2;

  private final List<KafkaSettings> settings;
  private final List<KafkaProcess> brokers;

  private KafkaCluster(List<KafkaSettings> settings, List<KafkaProcess> brokers) {
    this.settings = settings;
    this.brokers = new ArrayList<>(brokers);
  }

  /**
   * Starts that many brokers in folders of this one and returns once each of them answers.
   *
   * @throws EmbeddedException if one did not start in time
   * @throws IllegalArgumentException if the number is not positive
   */
  public static KafkaCluster start(Path folder, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("size: " + size + " (expected: at least 1)");
    }
    List<KafkaSettings> settings = settings(folder, size);
    return new KafkaCluster(settings, startAll(settings));
  }

  /** How many brokers it has, running or not. */
  public int size() {
    return settings.size();
  }

  /** How many copies of each record it keeps. */
  public int copies() {
    return copies(size());
  }

  /** What clients take as {@code bootstrap.servers}: all brokers. */
  public String bootstrapServers() {
    return settings.stream()
        .map(each -> Ports.HOST + ":" + each.port())
        .collect(Collectors.joining(","));
  }

  /** Ends a broker at once, as a crash does. */
  public void kill(int broker) {
    brokers.get(broker).kill();
  }

  /**
   * Starts a broker that has ended on what it had, and returns once it answers.
   *
   * @throws EmbeddedException if it did not start in time
   */
  public void restart(int broker) {
    brokers.set(broker, KafkaProcess.start(settings.get(broker)));
  }

  /**
   * Cuts a broker off: it answers nobody and hears nobody, and its connections stay open, until
   * {@link #resume}.
   */
  public void pause(int broker) {
    signal("-STOP", broker);
  }

  /** Lets a broker go on that was cut off. */
  public void resume(int broker) {
    signal("-CONT", broker);
  }

  /** Process ids, in order. */
  public List<Long> pids() {
    return brokers.stream().map(EmbeddedProcess::pid).toList();
  }

  /** Shuts all down, at once: those that go last would wait for those that are gone. */
  @Override
  public void close() {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      brokers.forEach(broker -> executor.execute(broker::close));
    }
  }

  private static List<KafkaSettings> settings(Path folder, int size) {
    String voters =
        IntStream.rangeClosed(1, size)
            .mapToObj(id -> id + "@" + Ports.HOST + ":" + Ports.free())
            .collect(Collectors.joining(","));
    String copies = Integer.toString(copies(size));
    String inSync = Integer.toString(Math.min(copies(size), ACKNOWLEDGED_BY));
    return IntStream.rangeClosed(1, size)
        .mapToObj(
            id -> {
              Map<String, String> properties = new HashMap<>();
              properties.put(KafkaBrokerMain.NODE_ID, Integer.toString(id));
              properties.put(KafkaBrokerMain.VOTERS, voters);
              properties.put("default.replication.factor", copies);
              properties.put("min.insync.replicas", inSync);
              properties.put("offsets.topic.replication.factor", copies);
              properties.put("transaction.state.log.replication.factor", copies);
              properties.put("transaction.state.log.min.isr", inSync);
              properties.put("unclean.leader.election.enable", "false");
              return KafkaSettings.in(folder.resolve("kafka-" + id))
                  .withPort(Ports.free())
                  .withProperties(properties);
            })
        .toList();
  }

  private static int copies(int size) {
    return size >= COPIES ? COPIES : 1;
  }

  /** None of them answers before most of them run. */
  private static List<KafkaProcess> startAll(List<KafkaSettings> settings) {
    List<KafkaProcess> started = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var starting =
          executor.invokeAll(
              settings.stream()
                  .<Callable<KafkaProcess>>map(each -> () -> KafkaProcess.start(each))
                  .toList());
      EmbeddedException failure = null;
      for (var one : starting) {
        try {
          started.add(one.get());
        } catch (ExecutionException e) {
          failure = new EmbeddedException("Kafka: a broker of " + settings.size() + " failed", e);
        }
      }
      if (failure != null) {
        started.forEach(KafkaProcess::kill);
        throw failure;
      }
      return started;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException("Kafka: interrupted while starting", e);
    }
  }

  private void signal(String name, int broker) {
    String pid = Long.toString(brokers.get(broker).pid());
    try {
      int code = new ProcessBuilder("kill", name, pid).start().waitFor();
      if (code != 0) {
        throw new EmbeddedException("Kafka: process " + pid + " took no signal " + name);
      }
    } catch (IOException e) {
      throw new EmbeddedException("Kafka: kill cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException("Kafka: interrupted while signalling", e);
    }
  }
}
