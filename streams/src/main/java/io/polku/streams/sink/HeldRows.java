package io.polku.streams.sink;

import io.polku.contract.change.Change;
import io.polku.contract.change.Change.Held;

/** Rows of {@code held}: 1 for an event that begins to be held, −1 for one that ends to be. */
final class HeldRows {
  private final NativeBlock block = new NativeBlock();
  private final Column.Text site = block.text("site");
  private final Column.Whole receivedAt = block.time("received_at");
  private final Column.Whole republished = block.bool("republished");
  private final Column.Whole sign = block.int8("sign");
  private final Column.Whole partition = block.uint16("_partition");
  private final Column.Whole offset = block.uint64("_offset");

  NativeBlock block() {
    return block;
  }

  void add(Change change, Held held, int fromPartition, long fromOffset) {
    site.add(change.site());
    receivedAt.add(held.receivedAtMillis());
    republished.add(held.republished());
    sign.add(held.released() ? -1 : 1);
    partition.add(fromPartition);
    offset.add(fromOffset);
    block.rowEnds();
  }
}
