package io.polku.streams.sink;

import io.polku.contract.change.Rejected;

/** Rows of {@code rejected}. */
final class RejectedRows {
  private final NativeBlock block = new NativeBlock();
  private final Column.Text site = block.text("site");
  private final Column.Text code = block.text("code");
  private final Column.Text message = block.text("message");
  private final Column.Whole receivedAt = block.time("received_at");
  private final Column.Text original = block.text("original");
  private final Column.Text visitorId = block.text("visitor_id");
  private final Column.Whole partition = block.uint16("_partition");
  private final Column.Whole offset = block.uint64("_offset");

  NativeBlock block() {
    return block;
  }

  void add(Rejected rejected, int fromPartition, long fromOffset) {
    site.add(rejected.site());
    code.add(rejected.code());
    message.add(rejected.message());
    receivedAt.add(rejected.receivedAtMillis());
    original.add(rejected.original());
    visitorId.add(rejected.visitorId());
    partition.add(fromPartition);
    offset.add(fromOffset);
    block.rowEnds();
  }
}
