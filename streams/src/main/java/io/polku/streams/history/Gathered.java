package io.polku.streams.history;

import io.polku.contract.history.RebuildRequest;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;

/**
 * Requests of one partition that are answered together, once everything before them is stored.
 *
 * @param left those that are not answered yet, each visitor once
 * @param erasures visitors who are not erased yet
 * @param next offset after the last of them
 * @param barrier up to where changes of the partition must be stored
 * @param letters up to where dead letters of each partition must be stored before somebody is
 *     erased; empty where nobody is
 * @param backfill whether one of them asked for a back-fill
 */
record Gathered(
    Deque<RebuildRequest> left,
    Deque<RebuildRequest> erasures,
    long next,
    long barrier,
    Map<Integer, Long> letters,
    boolean backfill) {
  static Gathered of(
      Collection<RebuildRequest> requests,
      Collection<RebuildRequest> erasures,
      long next,
      long barrier,
      Map<Integer, Long> letters,
      boolean backfill) {
    return new Gathered(
        new ArrayDeque<>(requests),
        new ArrayDeque<>(erasures),
        next,
        barrier,
        Map.copyOf(letters),
        backfill);
  }
}
