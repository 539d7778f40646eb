package io.polku.streams.history;

import io.polku.contract.VisitorKey;
import io.polku.contract.history.RebuildRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the history service stands in one partition that it was given. Not thread-safe. */
final class Share {
  private final int partition;
  private final Map<VisitorKey, RebuildRequest> gathering = new LinkedHashMap<>();
  private final List<RebuildRequest> erasing = new ArrayList<>();
  private final Map<String, Long> finished = new HashMap<>();
  private boolean gathersBackfill;
  private long gatheringSinceNanos;
  private long next;
  private long committed;
  private boolean lookDue = true;
  private @Nullable Gathered gathered;
  private @Nullable Backfill backfill;

  Share(int partition, long position) {
    this.partition = partition;
    this.next = position;
    this.committed = position;
  }

  int partition() {
    return partition;
  }

  /** Takes a request; of one visitor the last counts. */
  void add(RebuildRequest request, long offset, long nowNanos) {
    if (isIdle()) {
      gatheringSinceNanos = nowNanos;
    }
    if (request.erasure() != null) {
      erasing.add(request);
    } else if (request.isBackfill()) {
      gathersBackfill = true;
    } else {
      var key = new VisitorKey(request.site(), request.visitorId());
      gathering.merge(key, request, (one, other) -> one.number() > other.number() ? one : other);
    }
    next = offset + 1;
  }

  private boolean isIdle() {
    return gathering.isEmpty() && erasing.isEmpty() && !gathersBackfill;
  }

  int size() {
    return gathering.size() + erasing.size();
  }

  /** Whether somebody is to be erased. */
  boolean erases() {
    return !erasing.isEmpty();
  }

  /** Whether there are requests that have waited for others long enough. */
  boolean isDue(long nowNanos, long debounceNanos) {
    return gathered == null && !isIdle() && nowNanos - gatheringSinceNanos >= debounceNanos;
  }

  void gather(long barrier, Map<Integer, Long> letters) {
    gathered =
        Gathered.of(
            List.copyOf(gathering.values()),
            List.copyOf(erasing),
            next,
            barrier,
            erases() ? letters : Map.of(),
            gathersBackfill);
    gathering.clear();
    erasing.clear();
    gathersBackfill = false;
  }

  @Nullable Gathered gathered() {
    return gathered;
  }

  /** All that was gathered is answered. */
  void answered() {
    var done = Objects.requireNonNull(gathered);
    committed = done.next();
    lookDue |= done.backfill();
    gathered = null;
  }

  /** The offset to commit where nothing is being worked on, or null. */
  @Nullable Long quietOffset(long position) {
    if (gathered != null || !isIdle() || position <= committed) {
      return null;
    }
    return position;
  }

  void committed(long offset) {
    committed = offset;
  }

  boolean isLookDue() {
    return lookDue && backfill == null;
  }

  /** Somebody may have begun what nobody told us of. */
  void lookAgain() {
    lookDue = true;
  }

  /** Takes up the first walk that is not finished, if there is one. */
  @Nullable Backfill found(List<HistoryReader.Unfinished> all) {
    lookDue = false;
    var sites = new TreeMap<String, List<HistoryReader.Unfinished>>();
    for (var one : all) {
      if (one.epoch() > finished.getOrDefault(one.site(), 0L)) {
        sites.computeIfAbsent(one.site(), site -> new ArrayList<>()).add(one);
      }
    }
    if (sites.isEmpty()) {
      return null;
    }
    var versions = sites.firstEntry().getValue();
    var cursors = versions.stream().map(HistoryReader.Unfinished::cursor).distinct().toList();
    return new Backfill(
        sites.firstKey(),
        versions.stream().mapToLong(HistoryReader.Unfinished::epoch).max().orElse(0),
        versions.stream().map(HistoryReader.Unfinished::of).toList(),
        // Those that began at different times are walked together from the start.
        cursors.size() == 1 ? cursors.getFirst() : "",
        0,
        0);
  }

  void walk(Backfill next) {
    backfill = next;
  }

  @Nullable Backfill backfill() {
    return backfill;
  }

  /** The walk is done; others may have become due meanwhile. */
  void walked() {
    var done = Objects.requireNonNull(backfill);
    finished.merge(done.site(), done.epoch(), Math::max);
    backfill = null;
    lookDue = true;
  }
}
