package io.polku.streams.history;

import io.polku.contract.history.RebuildRequest;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * Requests of one partition that are answered together, once everything before them is stored.
 *
 * @param left those that are not answered yet, each visitor once
 * @param next offset after the last of them
 * @param barrier up to where changes of the partition must be stored
 * @param backfill whether one of them asked for a back-fill
 */
record Gathered(Deque<RebuildRequest> left, long next, long barrier, boolean backfill) {
  static Gathered of(
      Collection<RebuildRequest> requests, long next, long barrier, boolean backfill) {
    return new Gathered(new ArrayDeque<>(requests), next, barrier, backfill);
  }
}
