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
import io.polku.contract.definition.Definition.AlertRun;
import io.polku.contract.definition.Definition.Deletion;
import io.polku.contract.definition.Definition.Erasure;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Saved;
import io.polku.contract.definition.Definition.TaskRun;
import io.polku.contract.erasure.EraseRequest;
import io.polku.contract.erasure.VisitorHash;
import io.polku.contract.event.Event;
import io.polku.contract.event.EventJson;
import io.polku.contract.history.History;
import io.polku.contract.history.RebuildRequest;
import io.polku.contract.json.Json;
import io.polku.streams.visitor.RecentVisitors;
import io.polku.streams.visitor.VisitorEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a visitor, lets {@link VisitorEngine} take their next event or their stored history, stores
 * and forwards. Reads the definitions too, so that a task knows at each event what is being
 * computed. The wall clock only lets it go through the visitors, a few at a time, for those to
 * shrink who have not been back for long.
 */
final class VisitorProcessor implements Processor<byte[], byte[], byte[], Object> {
  private static final Logger LOG = LoggerFactory.getLogger(VisitorProcessor.class);

  private static final ObjectReader DEFINITION = Json.mapper().readerFor(Definition.class);
  private static final String UNREADABLE = "unreadable";
  private static final int ORIGINAL_BYTES_MAX = 8_192;
  private static final long RECENT_BYTES_MAX = 4L << 20;
  private static final ObjectReader ERASURE = Json.mapper().readerFor(EraseRequest.class);
  private static final ObjectReader HISTORY = Json.mapper().readerFor(History.class);

  /** Keys of the store of sites, which also holds with which epoch a version came. */
  private static final String EPOCH = "epoch/";

  private static final String COMPLETE = "complete/";
  private static final VisitorKey NOBODY = new VisitorKey("", "");
  private static final Duration WALK_EVERY = Duration.ofSeconds(10);
  private static final int WALK_VISITORS = 500;

  /** An answer is not missed before that. */
  private static final Duration ANSWER_WITHIN = Duration.ofHours(1);

  private final Counter stored;
  private final Counter late;
  private final Counter duplicates;
  private final Counter unreadable;
  private final Counter asked;
  private final Counter rebuilt;
  private final Counter evicted;
  private final Counter leftOut;
  private final Counter erased;
  private final Counter erasedEvents;
  private final Duration evictAfter;
  private final @Nullable VisitorHash hash;
  private final SiteDefinitions definitions = new SiteDefinitions();
  private final RecentVisitors recent = new RecentVisitors(RECENT_BYTES_MAX);
  private @Nullable Task task;
  private @Nullable Bytes walkedTo;

  /** What a processor has once it belongs to a task. */
  private record Task(
      ProcessorContext<byte[], Object> context,
      KeyValueStore<Bytes, byte[]> visitors,
      StoredEventIds ids,
      KeyValueStore<String, byte[]> definitions,
      KeyValueStore<String, Long> sites,
      HeldEvents held,
      HistoryParts parts,
      ErasedStore erased) {
    int partition() {
      return context.taskId().partition();
    }
  }

  VisitorProcessor(MeterRegistry registry, Duration evictAfter, @Nullable VisitorHash hash) {
    this.evictAfter = evictAfter;
    this.hash = hash;
    erased = counter(registry, "visitors.erased", "Visitors whose state was erased as asked");
    erasedEvents =
        counter(registry, "events.erased", "Events dropped because their visitor was erased");
    asked = counter(registry, "rebuilds.asked", "Visitors whose stored history was asked for");
    rebuilt = counter(registry, "rebuilds.done", "Visitors who were rebuilt from it");
    evicted = counter(registry, "visitors.evicted", "Visitors whose state shrank to a stub");
    leftOut = counter(registry, "visitors.left.out", "Visitors who had too many events to count");
    stored = counter(registry, "events.stored", "Events passed on to be stored");
    late = counter(registry, "events.late", "Of these, events later than the grace period allows");
    duplicates = counter(registry, "events.duplicate", "Repeats that were removed");
    unreadable = counter(registry, "records.unreadable", "Records that became dead letters");
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder("polku.streams." + name).description(description).register(registry);
  }

  @Override
  public void init(ProcessorContext<byte[], Object> context) {
    KeyValueStore<Bytes, byte[]> ids = context.getStateStore(VisitorTopology.IDS);
    KeyValueStore<String, byte[]> known = context.getStateStore(VisitorTopology.DEFINITIONS);
    KeyValueStore<String, Long> sites = context.getStateStore(VisitorTopology.SITES);
    KeyValueStore<Bytes, byte[]> unchecked = context.getStateStore(VisitorTopology.UNCHECKED);
    KeyValueStore<Bytes, byte[]> parts = context.getStateStore(VisitorTopology.PARTS);
    KeyValueStore<Bytes, byte[]> hashes = context.getStateStore(VisitorTopology.ERASED);
    task =
        new Task(
            context,
            context.getStateStore(VisitorTopology.VISITORS),
            new StoredEventIds(ids),
            known,
            sites,
            new HeldEvents(unchecked),
            new HistoryParts(parts),
            new ErasedStore(hashes, hash));
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
    try (var all = sites.all()) {
      while (all.hasNext()) {
        var next = all.next();
        if (next.key.startsWith(EPOCH)) {
          var names = next.key.split("/", -1);
          definitions.came(names[1], names[2], Integer.parseInt(names[3]), next.value);
        }
      }
    }
    context.schedule(WALK_EVERY, PunctuationType.WALL_CLOCK_TIME, this::walk);
  }

  @Override
  public void process(Record<byte[], byte[]> input) {
    var current = Objects.requireNonNull(task);
    var topic = current.context().recordMetadata().map(RecordMetadata::topic).orElse("");
    switch (topic) {
      case Topics.DEFINITIONS -> define(current, input);
      case Topics.HISTORY -> rebuild(current, input);
      case Topics.ERASURES -> erase(current, input);
      default -> accept(current, input);
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
    var before = current.visitors().get(key);
    if (before == null && current.erased().holds(event.key())) {
      refuseErased(current, event, input.timestamp());
      return;
    }
    var outcome =
        VisitorEngine.accept(
            before, event, definitions.rules(event.site()), current.ids().of(input.key()), recent);
    if (outcome.state() != null) {
      current.visitors().put(key, outcome.state());
    }
    count(current, outcome.change());
    var change = outcome.change();
    if (change.held() != null) {
      var offset = current.context().recordMetadata().map(RecordMetadata::offset).orElse(0L);
      current.held().put(input.key(), offset, input.value());
    }
    var kept = change.stored();
    var unchanged = kept != null && !kept.idConflict();
    forward(current, input.key(), change, unchanged ? input.value() : null, input.timestamp());
    if (outcome.request() != null) {
      ask(current, input.key(), outcome.request(), input.timestamp());
    }
  }

  private static void forward(
      Task current, byte[] key, Change change, byte @Nullable [] eventJson, long timestamp) {
    current
        .context()
        .forward(
            new Record<>(key, new OutgoingChange(change, eventJson), timestamp),
            VisitorTopology.CHANGES_OUT);
  }

  private void ask(Task current, byte[] key, RebuildRequest request, long timestamp) {
    asked.increment();
    current
        .context()
        .forward(
            new Record<>(key, new OutgoingRequest(current.partition(), request), timestamp),
            VisitorTopology.REBUILDS_OUT);
  }

  /**
   * Forgets everything of a visitor, and has it removed from the tables once all that was told of
   * the visitor is there. What is not known any more is not told of either: that a row is gone
   * would be a row with the visitor's id.
   */
  private void erase(Task current, Record<byte[], byte[]> input) {
    EraseRequest request;
    try {
      request = ERASURE.readValue(input.value());
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(where(current) + " cannot be read", e);
    }
    var key = input.key();
    current.erased().put(request.site(), request.hash());
    for (var event : current.held().of(key)) {
      var held = new Change.Held(event.receivedAtMillis(), event.republished(), true);
      // Under no visitor's key and name, in the same partition nevertheless.
      forward(current, key, released(request.site(), held), null, input.timestamp());
      refuseErased(current, event, input.timestamp());
    }
    var entries = (long) current.held().clear(key);
    entries += current.parts().clear(key);
    entries += current.ids().of(key).clear();
    entries += current.visitors().delete(Bytes.wrap(key)) == null ? 0 : 1;
    recent.forget(VisitorKey.fromBytes(key));
    erased.increment();
    ask(
        current,
        key,
        new RebuildRequest(
            request.site(),
            request.visitorId(),
            request.number(),
            request.requestedAtMillis(),
            new RebuildRequest.Erasing(request.erasure(), entries)),
        input.timestamp());
  }

  private static Change released(String site, Change.Held held) {
    return new Change(
        site, "", 0, null, null, List.of(), List.of(), List.of(), List.of(), null, held, null);
  }

  /** The event was taken before it was known that its visitor is erased; nothing of it is kept. */
  private void refuseErased(Task current, Event event, long timestamp) {
    erasedEvents.increment();
    current
        .context()
        .forward(
            new Record<>(
                event.site().getBytes(StandardCharsets.UTF_8),
                new Rejected(
                    event.site(),
                    Rejected.ERASED_MEANWHILE,
                    "the visitor was erased",
                    event.receivedAtMillis(),
                    ""),
                timestamp),
            VisitorTopology.REJECTED_OUT);
  }

  /** Only our own services write there, so what cannot be read is our own bug. */
  private void rebuild(Task current, Record<byte[], byte[]> input) {
    History history;
    try {
      history = HISTORY.readValue(input.value());
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(where(current) + " cannot be read", e);
    }
    switch (history) {
      case History.Part part -> rebuild(current, input, part);
      case History.Backfilled done -> backfilled(current, done, input.timestamp());
    }
  }

  private void rebuild(Task current, Record<byte[], byte[]> input, History.Part part) {
    var key = Bytes.wrap(input.key());
    var before = current.visitors().get(key);
    if (before == null) {
      return;
    }
    var rules = definitions.rules(part.site());
    var whole = current.parts().add(input.key(), part, input.value(), rules);
    if (whole == null) {
      return;
    }
    if (part.part() > 0) {
      current.parts().clear(input.key());
    }
    var held = whole.number() > 0 ? current.held().of(input.key()) : List.<Event>of();
    var outcome = VisitorEngine.rebuild(before, whole, held, rules, current.ids().of(input.key()));
    if (outcome == null) {
      return;
    }
    rebuilt.increment();
    if (!held.isEmpty()) {
      current.held().clear(input.key());
    }
    current.visitors().put(key, outcome.state());
    for (var change : outcome.changes()) {
      count(current, change);
      forward(current, input.key(), change, null, input.timestamp());
    }
    if (outcome.request() != null) {
      ask(current, input.key(), outcome.request(), input.timestamp());
    }
  }

  private static void backfilled(Task current, History.Backfilled done, long timestamp) {
    for (var version : done.versions()) {
      var name = COMPLETE + name(done.site(), version.funnelId(), version.version());
      // A reader that was thought dead may go on after another one has finished.
      if (current.sites().get(name) != null) {
        continue;
      }
      if (done.complete()) {
        current.sites().put(name, 1L);
      }
      apply(
          current,
          done.site(),
          new Change.Applied(
              version.funnelId(),
              version.version(),
              current.partition(),
              version.eventsBefore(),
              done.epoch(),
              done.share(),
              done.cursor(),
              done.complete()),
          timestamp);
    }
  }

  private static String name(String site, String funnel, int version) {
    return site + "/" + funnel + "/" + version;
  }

  private static void apply(Task current, String site, Change.Applied applied, long timestamp) {
    var change =
        new Change(site, "", 0, null, null, List.of(), List.of(), List.of(), List.of(), applied);
    forward(current, new VisitorKey(site, "").toBytes(), change, null, timestamp);
  }

  /** Looks at the next few visitors, from the first one again after the last. */
  private void walk(long nowMillis) {
    var current = Objects.requireNonNull(task);
    var gone = new ArrayList<KeyValue<Bytes, byte[]>>();
    var missed = new ArrayList<RebuildRequest>();
    var from = walkedTo;
    walkedTo = null;
    try (var visitors = current.visitors().range(from, null)) {
      for (var i = 0; visitors.hasNext(); i++) {
        var next = visitors.next();
        if (i == WALK_VISITORS) {
          walkedTo = next.key;
          break;
        }
        var key = VisitorKey.fromBytes(next.key.get());
        var rules = definitions.rules(key.site());
        var stub = VisitorEngine.evict(next.value, rules, nowMillis - evictAfter.toMillis());
        if (stub != null) {
          gone.add(KeyValue.pair(next.key, stub));
        }
        var request =
            VisitorEngine.unanswered(next.value, key, rules, nowMillis - ANSWER_WITHIN.toMillis());
        if (request != null) {
          missed.add(request);
        }
      }
    }
    for (var visitor : gone) {
      evicted.increment();
      current.visitors().put(visitor.key, visitor.value);
      current.ids().of(visitor.key.get()).clear();
      current.parts().clear(visitor.key.get());
    }
    for (var request : missed) {
      ask(
          current,
          new VisitorKey(request.site(), request.visitorId()).toBytes(),
          request,
          nowMillis);
    }
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
    if (change.leftOut() != null) {
      leftOut.increment();
    }
    if (kept == null) {
      if (change.duplicate() != null) {
        duplicates.increment();
      }
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
    var where = where(current);
    // The letter says more; what a record holds is nothing for a log.
    LOG.error("{} cannot be read and goes to {}: {}", where, Topics.REJECTED, cause.getClass());
    var visitor = visitorOf(input.key());
    var site = visitor.site();
    var isErased = !visitor.visitorId().isEmpty() && current.erased().holds(visitor);
    current
        .context()
        .forward(
            new Record<>(
                site.getBytes(StandardCharsets.UTF_8),
                isErased
                    ? new Rejected(site, UNREADABLE, where, input.timestamp(), "")
                    : new Rejected(
                        site,
                        UNREADABLE,
                        where + ": " + cause.getMessage(),
                        input.timestamp(),
                        original(input.value()),
                        visitor.visitorId()),
                input.timestamp()),
            VisitorTopology.REJECTED_OUT);
  }

  private static String where(Task current) {
    return current
        .context()
        .recordMetadata()
        .map(at -> at.topic() + "-" + at.partition() + " offset " + at.offset())
        .orElse("");
  }

  /** Whose record it is, as far as its key says it; of nobody at no site otherwise. */
  private static VisitorKey visitorOf(byte @Nullable [] key) {
    try {
      var visitor = key == null ? NOBODY : VisitorKey.fromBytes(key);
      return Names.isSite(visitor.site()) ? visitor : NOBODY;
    } catch (IllegalArgumentException e) {
      return NOBODY;
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
    if (definition instanceof Erasure erasure) {
      erasure.hashes().forEach(each -> current.erased().put(erasure.site(), each));
      checkSecret(erasure);
      return;
    }
    if (definition instanceof Saved
        || definition instanceof Deletion
        || definition instanceof TaskRun
        || definition instanceof AlertRun) {
      // Not kept, so that a version from before their kind can take over the store.
      return;
    }
    var known = current.definitions().get(definition.key()) != null;
    current.definitions().put(definition.key(), input.value());
    definitions.add(definition);
    if (definition instanceof FunnelVersion version && !known) {
      begin(current, version, input.timestamp());
    }
  }

  private void checkSecret(Erasure erasure) {
    if (hash == null || !hash.keyId().equals(erasure.keyId())) {
      LOG.error(
          "visitors of erasure {} of {} cannot be recognised (expected: the POLKU_SECRET of then)",
          erasure.id(),
          erasure.site());
    }
  }

  /** From here on the version is computed; who came before is back-filled. */
  private void begin(Task current, FunnelVersion version, long timestamp) {
    var site = version.site();
    var before = eventsOf(site, current);
    var epoch = definitions.epoch(site) + 1;
    var name = name(site, version.id(), version.version());
    definitions.came(site, version.id(), version.version(), epoch);
    current.sites().put(EPOCH + name, epoch);
    if (before == 0) {
      current.sites().put(COMPLETE + name, 1L);
    }
    var applied =
        Change.Applied.begun(version.id(), version.version(), current.partition(), before, epoch);
    apply(current, site, applied, timestamp);
    if (before > 0) {
      ask(
          current,
          new VisitorKey(site, "").toBytes(),
          new RebuildRequest(site, "", 0, timestamp),
          timestamp);
    }
  }
}
