package io.polku.streams.sink;

import io.polku.contract.change.Change;
import io.polku.contract.change.Change.Applied;

/** Rows of {@code funnel_progress}. */
final class ProgressRows {
  private final NativeBlock block = new NativeBlock();
  private final Column.Text site = block.text("site");
  private final Column.Text funnelId = block.text("funnel_id");
  private final Column.Whole version = block.uint32("version");
  private final Column.Whole computedBy = block.uint16("partition");
  private final Column.Whole eventsBefore = block.uint64("events_before");
  private final Column.Whole epoch = block.uint64("epoch");
  private final Column.Real share = block.real("share");
  private final Column.Text cursor = block.text("cursor");
  private final Column.Whole complete = block.bool("complete");
  private final Column.Whole partition = block.uint16("_partition");
  private final Column.Whole offset = block.uint64("_offset");

  NativeBlock block() {
    return block;
  }

  void add(Change change, Applied applied, int fromPartition, long fromOffset) {
    site.add(change.site());
    funnelId.add(applied.funnelId());
    version.add(applied.version());
    computedBy.add(applied.partition());
    eventsBefore.add(applied.eventsBefore());
    epoch.add(applied.epoch());
    share.add(applied.share());
    cursor.add(applied.cursor());
    complete.add(applied.complete());
    partition.add(fromPartition);
    offset.add(fromOffset);
    block.rowEnds();
  }
}
