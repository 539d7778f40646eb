package io.polku.streams.sink;

import io.polku.contract.change.Change;
import io.polku.contract.change.Change.Duplicate;

/** Rows of {@code duplicates}. */
final class DuplicateRows {
  private final NativeBlock block = new NativeBlock();
  private final Column.Text site = block.text("site");
  private final Column.Text visitorId = block.text("visitor_id");
  private final Column.Text eventId = block.text("event_id");
  private final Column.Text name = block.text("name");
  private final Column.Whole eventTime = block.time("event_time");
  private final Column.Whole receivedAt = block.time("received_at");
  private final Column.Whole republished = block.bool("republished");
  private final Column.Whole partition = block.uint16("_partition");
  private final Column.Whole offset = block.uint64("_offset");

  NativeBlock block() {
    return block;
  }

  void add(Change change, Duplicate duplicate, int fromPartition, long fromOffset) {
    site.add(change.site());
    visitorId.add(change.visitorId());
    eventId.add(duplicate.id());
    name.add(duplicate.name());
    eventTime.add(duplicate.timeMillis());
    receivedAt.add(duplicate.receivedAtMillis());
    republished.add(duplicate.republished());
    partition.add(fromPartition);
    offset.add(fromOffset);
    block.rowEnds();
  }
}
