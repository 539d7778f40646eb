package io.polku.streams.sink;

import io.polku.contract.change.Change;
import io.polku.contract.session.Session;
import java.util.Map;

/** Rows of {@code sessions}; a session that is no more is a row of its key, marked deleted. */
final class SessionRows {
  private final NativeBlock block = new NativeBlock();
  private final Column.Text site = block.text("site");
  private final Column.Text visitorId = block.text("visitor_id");
  private final Column.Whole start = block.time("session_start");
  private final Column.Whole end = block.time("session_end");
  private final Column.Text userId = block.text("user_id");
  private final Column.Whole events = block.uint32("events");
  private final Column.Whole pageViews = block.uint32("page_views");
  private final Column.Whole purchases = block.uint32("purchases");
  private final Column.Real revenue = block.real("revenue");
  private final Column.Text entryPath = block.text("entry_path");
  private final Column.Text exitPath = block.text("exit_path");
  private final DimensionColumns dimensions = new DimensionColumns(block);
  private final Column.Whole ver = block.uint64("ver");
  private final Column.Whole deleted = block.uint8("deleted");
  private final Column.Whole partition = block.uint16("_partition");
  private final Column.Whole offset = block.uint64("_offset");
  private final Column.Whole index = block.uint32("_index");

  NativeBlock block() {
    return block;
  }

  void add(Change change, Session session, int fromPartition, RowId id) {
    end.add(session.endMillis());
    userId.add(session.userId());
    events.add(session.events());
    pageViews.add(session.pageViews());
    purchases.add(session.purchases());
    revenue.add(session.revenue());
    entryPath.add(session.entryPath());
    exitPath.add(session.exitPath());
    dimensions.add(session.entry());
    deleted.add(false);
    end(change, session.startMillis(), fromPartition, id);
  }

  void addGone(Change change, long startMillis, int fromPartition, RowId id) {
    end.add(startMillis);
    userId.add("");
    events.add(0);
    pageViews.add(0);
    purchases.add(0);
    revenue.add(0);
    entryPath.add("");
    exitPath.add("");
    dimensions.add(Map.of());
    deleted.add(true);
    end(change, startMillis, fromPartition, id);
  }

  private void end(Change change, long startMillis, int fromPartition, RowId id) {
    site.add(change.site());
    visitorId.add(change.visitorId());
    start.add(startMillis);
    ver.add(change.ver());
    partition.add(fromPartition);
    offset.add(id.offset());
    index.add(id.index());
    block.rowEnds();
  }
}
