package io.polku.streams.sink;

import io.polku.contract.change.Change;
import io.polku.contract.funnel.FunnelFact;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Rows of {@code funnel_facts}; a fact that is no more is a row of its key, marked deleted. */
final class FactRows {
  private final NativeBlock block = new NativeBlock();
  private final Column.Text site = block.text("site");
  private final Column.Text funnelId = block.text("funnel_id");
  private final Column.Whole version = block.uint32("version");
  private final Column.Whole entryDay = block.day("entry_day");
  private final Column.Text visitorId = block.text("visitor_id");
  private final Column.Whole sessionStart = block.time("session_start");
  private final Column.Whole level = block.uint8("level");
  private final Column.Times stepTimes = block.with("step_times", new Column.Times());
  private final Column.Whole firstEntry = block.time("first_entry");
  private final Column.Whole deadline = block.time("deadline");
  private final DimensionColumns dimensions = new DimensionColumns(block);
  private final Column.Whole ver = block.uint64("ver");
  private final Column.Whole deleted = block.uint8("deleted");
  private final Column.Whole partition = block.uint16("_partition");
  private final Column.Whole offset = block.uint64("_offset");
  private final Column.Whole index = block.uint32("_index");

  NativeBlock block() {
    return block;
  }

  void add(Change change, FunnelFact fact, int fromPartition, RowId id) {
    level.add(fact.level());
    stepTimes.add(fact.stepTimesMillis());
    firstEntry.add(fact.firstEntryMillis());
    deadline.add(fact.deadlineMillis());
    dimensions.add(fact.entry());
    deleted.add(false);
    key(fact.funnelId(), fact.version(), fact.sessionStartMillis(), fact.entryDay());
    end(change, fromPartition, id);
  }

  void addGone(Change change, Change.FactKey gone, int fromPartition, RowId id) {
    level.add(0);
    stepTimes.add(List.of());
    firstEntry.add(0);
    deadline.add(0);
    dimensions.add(Map.of());
    deleted.add(true);
    key(gone.funnelId(), gone.version(), gone.sessionStartMillis(), gone.entryDay());
    end(change, fromPartition, id);
  }

  private void key(String funnel, int funnelVersion, long sessionStartMillis, LocalDate day) {
    funnelId.add(funnel);
    version.add(funnelVersion);
    sessionStart.add(sessionStartMillis);
    entryDay.add(day.toEpochDay());
  }

  private void end(Change change, int fromPartition, RowId id) {
    site.add(change.site());
    visitorId.add(change.visitorId());
    ver.add(change.ver());
    partition.add(fromPartition);
    offset.add(id.offset());
    index.add(id.index());
    block.rowEnds();
  }
}
