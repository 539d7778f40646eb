package io.polku.service.catalog;

import com.fasterxml.jackson.core.JacksonException;
import io.polku.contract.Topics;
import io.polku.contract.definition.Definition;
import io.polku.contract.definition.Definition.AlertRun;
import io.polku.contract.definition.Definition.Erasure;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Saved;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.definition.Definition.TaskRun;
import io.polku.contract.definition.Definition.Token;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sites and funnels, followed from the definitions topic into memory. Every partition holds the
 * same records, so the first one is read. Thread-safe. While Kafka is away the last known state
 * stays; the follower goes on trying.
 */
public final class Catalog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.DEFINITIONS, 0);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final String bootstrapServers;
  private final Thread follower;
  private final Object changed = new Object();
  private final ErasedVisitors erased = new ErasedVisitors();
  private volatile CatalogState state = CatalogState.EMPTY;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile long position = -1;
  private volatile boolean ready;
  private volatile boolean closed;

  private Catalog(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.follower = Thread.ofPlatform().daemon().name("polku-catalog").unstarted(this::follow);
  }

  /** Starts following. Returns at once; see {@link #ready}. */
  public static Catalog follow(String bootstrapServers) {
    var catalog = new Catalog(bootstrapServers);
    catalog.follower.start();
    return catalog;
  }

  /** Whether everything written before the start has been read. */
  public boolean ready() {
    return ready;
  }

  /** A number that grows whenever a definition may have changed. */
  public long revision() {
    return position;
  }

  /** All sites, by name. */
  public List<Site> sites() {
    return List.copyOf(state.sites());
  }

  /** The site of that name. */
  public Optional<Site> site(String name) {
    return state.site(name);
  }

  /** The latest version of each funnel that is not deleted, by id. */
  public List<FunnelVersion> funnels(String site) {
    return state.liveFunnels(site);
  }

  /** The latest version of a funnel, unless it is deleted. */
  public Optional<FunnelVersion> funnel(String site, String id) {
    return state.liveFunnel(site, id);
  }

  /** That version of a funnel, deleted or not. */
  public Optional<FunnelVersion> funnelVersion(String site, String id, int version) {
    return state.version(site, id, version);
  }

  /** The highest version number ever given to a funnel, deleted ones included; 0 when none was. */
  public int lastVersion(String site, String id) {
    return state.lastVersion(site, id);
  }

  /** The tokens of a site, ended ones too, in no order. */
  public List<Token> tokens(String site) {
    return state.tokens(site);
  }

  /** The token of that id, ended or not. */
  public Optional<Token> token(String id) {
    return state.token(id);
  }

  /** Visitors who are erased. */
  public ErasedVisitors erased() {
    return erased;
  }

  /**
   * What is saved under keys that begin so and not deleted, by id.
   *
   * @param kind what all of them are
   */
  public <T extends Saved> List<T> saved(Class<T> kind, String keyPrefix) {
    return state.saved(keyPrefix).stream().map(kind::cast).toList();
  }

  /** The latest run of a task that is to be done once. */
  public Optional<TaskRun> task(String site, String name) {
    return state.task(site, name);
  }

  /** How it stood last with an alert, or one of its id before. */
  public Optional<AlertRun> alertRun(String site, String id) {
    return state.alertRun(site, id);
  }

  /**
   * Waits until records up to this offset of the first partition are in.
   *
   * @return false when the time is over before that
   */
  boolean awaitOffset(long offset, Duration atMost) throws InterruptedException {
    var deadline = System.nanoTime() + atMost.toNanos();
    synchronized (changed) {
      while (position <= offset) {
        var leftMillis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (leftMillis <= 0) {
          return false;
        }
        changed.wait(leftMillis);
      }
    }
    return true;
  }

  @Override
  public void close() {
    closed = true;
    var open = consumer;
    if (open != null) {
      // Not an interrupt: the consumer would report that it could not close in order.
      open.wakeup();
    }
  }

  private void follow() {
    while (!closed) {
      try (var opened = consumer()) {
        consumer = opened;
        opened.assign(List.of(PARTITION));
        opened.seekToBeginning(List.of(PARTITION));
        var end = opened.endOffsets(List.of(PARTITION)).get(PARTITION);
        while (!closed) {
          read(opened);
          if (end != null && position >= end) {
            ready = true;
          }
        }
      } catch (org.apache.kafka.common.errors.InterruptException | WakeupException e) {
        if (!closed) {
          LOG.warn("definitions: the follower was interrupted and starts again", e);
        }
      } catch (KafkaException e) {
        LOG.warn("definitions cannot be read, trying again: {}", e.getMessage());
        pause();
      }
    }
  }

  private void read(KafkaConsumer<byte[], byte[]> consumer) {
    var next = state;
    for (var found : consumer.poll(POLL).records(PARTITION)) {
      if (found.value() != null) {
        next = with(next, found.value(), found.offset());
      }
    }
    synchronized (changed) {
      state = next;
      position = consumer.position(PARTITION);
      changed.notifyAll();
    }
  }

  private CatalogState with(CatalogState state, byte[] value, long offset) {
    try {
      var definition = Json.mapper().readValue(value, Definition.class);
      if (definition instanceof Erasure erasure) {
        erased.add(erasure);
      }
      return state.with(definition);
    } catch (JacksonException e) {
      // A newer version may know kinds of definitions that this one does not.
      LOG.error("definition at offset {} is left out: {}", offset, e.getOriginalMessage());
      return state;
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot fail to be read", e);
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY);
    } catch (InterruptedException e) {
      // Nobody interrupts it; if someone does, the loop looks at closed next.
      LOG.debug("interrupted while waiting to try again");
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
