package io.polku.streams;

import com.fasterxml.jackson.databind.ObjectReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.polku.contract.Names;
import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Change;
import io.polku.contract.change.Rejected;
import io.polku.contract.definition.Definition;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.event.Event;
import io.polku.contract.event.EventJson;
import io.polku.contract.json.Json;
import io.polku.streams.visitor.RecentVisitors;
import io.polku.streams.visitor.VisitorEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a visitor, lets {@link VisitorEngine} take their next event, stores and forwards. Reads the
 * definitions too, so that a task knows at each event what is being computed.
 */
final class VisitorProcessor implements Processor<byte[], byte[], byte[], Object> {
  private static final Logger LOG = LoggerFactory.getLogger(VisitorProcessor.class);

  private static final ObjectReader DEFINITION = Json.mapper().readerFor(Definition.class);
  private static final String UNREADABLE = "unreadable";
  private static final int ORIGINAL_BYTES_MAX = 8_192;
  private static final long RECENT_BYTES_MAX = 4L << 20;

  private final Counter stored;
  private final Counter late;
  private final Counter duplicates;
  private final Counter unreadable;
  private final SiteDefinitions definitions = new SiteDefinitions();
  private final RecentVisitors recent = new RecentVisitors(RECENT_BYTES_MAX);
  private @Nullable Task task;

  /** What a processor has once it belongs to a task. */
  private record Task(
      ProcessorContext<byte[], Object> context,
      KeyValueStore<Bytes, byte[]> visitors,
      StoredEventIds ids,
      KeyValueStore<String, byte[]> definitions,
      KeyValueStore<String, Long> sites) {}

  VisitorProcessor(MeterRegistry registry) {
    stored = registry.counter("polku.streams.events.stored");
    late = registry.counter("polku.streams.events.late");
    duplicates = registry.counter("polku.streams.events.duplicate");
    unreadable = registry.counter("polku.streams.records.unreadable");
  }

  @Override
  public void init(ProcessorContext<byte[], Object> context) {
    KeyValueStore<Bytes, byte[]> ids = context.getStateStore(VisitorTopology.IDS);
    KeyValueStore<String, byte[]> known = context.getStateStore(VisitorTopology.DEFINITIONS);
    task =
        new Task(
            context,
            context.getStateStore(VisitorTopology.VISITORS),
            new StoredEventIds(ids),
            known,
            context.getStateStore(VisitorTopology.SITES));
    try (var all = known.all()) {
      while (all.hasNext()) {
        var next = all.next();
        try {
          definitions.add(DEFINITION.readValue(next.value));
        } catch (IOException e) {
          throw new IllegalStateException("definition in the store: " + next.key, e);
        }
      }
    }
  }

  @Override
  public void process(Record<byte[], byte[]> input) {
    var current = Objects.requireNonNull(task);
    var isDefinition =
        current
            .context()
            .recordMetadata()
            .map(metadata -> metadata.topic().equals(Topics.DEFINITIONS))
            .orElse(false);
    if (isDefinition) {
      define(current, input);
    } else {
      accept(current, input);
    }
  }

  private void accept(Task current, Record<byte[], byte[]> input) {
    Event event;
    try {
      event = readEvent(input);
    } catch (IOException | IllegalArgumentException e) {
      reject(current, input, e);
      return;
    }
    var key = Bytes.wrap(input.key());
    var outcome =
        VisitorEngine.accept(
            current.visitors().get(key),
            event,
            definitions.rules(event.site()),
            current.ids().of(input.key()),
            recent);
    if (outcome.state() != null) {
      current.visitors().put(key, outcome.state());
    }
    count(current, outcome.change());
    var kept = outcome.change().stored();
    var unchanged = kept != null && !kept.idConflict();
    var outgoing = new OutgoingChange(outcome.change(), unchanged ? input.value() : null);
    current
        .context()
        .forward(
            new Record<>(input.key(), outgoing, input.timestamp()), VisitorTopology.CHANGES_OUT);
  }

  private static Event readEvent(Record<byte[], byte[]> input) throws IOException {
    if (input.key() == null || input.value() == null) {
      throw new IllegalArgumentException("record without key or value (expected: both)");
    }
    var event = EventJson.read(input.value());
    if (!Arrays.equals(event.key().toBytes(), input.key())) {
      throw new IllegalArgumentException("key is not that of the event's site and visitor");
    }
    return event;
  }

  private void count(Task current, Change change) {
    var kept = change.stored();
    if (kept == null) {
      duplicates.increment();
      return;
    }
    stored.increment();
    if (kept.late()) {
      late.increment();
    }
    current.sites().put(change.site(), eventsOf(change.site(), current) + 1);
  }

  private static long eventsOf(String site, Task current) {
    return Objects.requireNonNullElse(current.sites().get(site), 0L);
  }

  /** A record that cannot be read must not stop those behind it, and must not vanish. */
  private void reject(Task current, Record<byte[], byte[]> input, Exception cause) {
    unreadable.increment();
    var where =
        current
            .context()
            .recordMetadata()
            .map(at -> at.topic() + "-" + at.partition() + " offset " + at.offset())
            .orElse("");
    LOG.error("{} cannot be read and goes to {}: {}", where, Topics.REJECTED, cause.getMessage());
    var site = siteOf(input.key());
    current
        .context()
        .forward(
            new Record<>(
                site.getBytes(StandardCharsets.UTF_8),
                new Rejected(
                    site,
                    UNREADABLE,
                    where + ": " + cause.getMessage(),
                    input.timestamp(),
                    original(input.value())),
                input.timestamp()),
            VisitorTopology.REJECTED_OUT);
  }

  private static String siteOf(byte @Nullable [] key) {
    try {
      var site = key == null ? "" : VisitorKey.fromBytes(key).site();
      return Names.isSite(site) ? site : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String original(byte @Nullable [] value) {
    return value == null
        ? ""
        : StandardCharsets.UTF_8
            .decode(ByteBuffer.wrap(value, 0, Math.min(value.length, ORIGINAL_BYTES_MAX)))
            .toString();
  }

  private void define(Task current, Record<byte[], byte[]> input) {
    Definition definition;
    try {
      if (input.value() == null) {
        return;
      }
      definition = DEFINITION.readValue(input.value());
    } catch (IOException | IllegalArgumentException e) {
      reject(current, input, e);
      return;
    }
    var known = current.definitions().get(definition.key()) != null;
    current.definitions().put(definition.key(), input.value());
    definitions.add(definition);
    if (definition instanceof FunnelVersion version && !known) {
      var partition = current.context().taskId().partition();
      var change =
          new Change(
              version.site(),
              "",
              0,
              null,
              null,
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              new Change.Applied(
                  version.id(), version.version(), partition, eventsOf(version.site(), current)));
      current
          .context()
          .forward(
              new Record<>(
                  new VisitorKey(version.site(), "").toBytes(),
                  new OutgoingChange(change, null),
                  input.timestamp()),
              VisitorTopology.CHANGES_OUT);
    }
  }
}
