package io.polku.streams.sink;

import io.polku.contract.change.Change;

/** Rows of {@code left_out}. */
final class LeftOutRows {
  private final NativeBlock block = new NativeBlock();
  private final Column.Text site = block.text("site");
  private final Column.Text visitorId = block.text("visitor_id");
  private final Column.Text reason = block.text("reason");
  private final Column.Whole partition = block.uint16("_partition");
  private final Column.Whole offset = block.uint64("_offset");

  NativeBlock block() {
    return block;
  }

  void add(Change change, String why, int fromPartition, long fromOffset) {
    site.add(change.site());
    visitorId.add(change.visitorId());
    reason.add(why);
    partition.add(fromPartition);
    offset.add(fromOffset);
    block.rowEnds();
  }
}
