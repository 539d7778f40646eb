package io.polku.streams.sink;

import io.polku.contract.change.Change;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.WayOut;
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
  private final Column.Text value = block.text("value");
  private final Column.Whole level = block.uint8("level");
  private final Column.Times stepTimes = block.with("step_times", new Column.Times());
  private final Column.Whole firstEntry = block.time("first_entry");
  private final Column.Whole deadline = block.time("deadline");
  private final Column.Whole unexcludedLevel = block.uint8("unexcluded_level");
  private final Column.Whole capped = block.bool("capped");
  private final DimensionColumns dimensions = new DimensionColumns(block);
  private final Column.Text lastPage = block.text("last_page");
  private final Column.Text lastClick = block.text("last_click");
  private final Column.Text next = block.text("next");
  private final Column.Whole signals = block.uint8("signals");
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
    unexcludedLevel.add(fact.unexcludedLevel());
    capped.add(fact.capped());
    dimensions.add(fact.entry());
    wayOut(fact.wayOut());
    deleted.add(false);
    key(
        new Change.FactKey(
            fact.funnelId(),
            fact.version(),
            fact.sessionStartMillis(),
            fact.entryDay(),
            fact.value()));
    end(change, fromPartition, id);
  }

  void addGone(Change change, Change.FactKey gone, int fromPartition, RowId id) {
    level.add(0);
    stepTimes.add(List.of());
    firstEntry.add(0);
    deadline.add(0);
    unexcludedLevel.add(0);
    capped.add(false);
    dimensions.add(Map.of());
    wayOut(WayOut.NONE);
    deleted.add(true);
    key(gone);
    end(change, fromPartition, id);
  }

  private void key(Change.FactKey key) {
    funnelId.add(key.funnelId());
    version.add(key.version());
    sessionStart.add(key.sessionStartMillis());
    entryDay.add(key.entryDay().toEpochDay());
    value.add(key.value());
  }

  private void wayOut(WayOut wayOut) {
    lastPage.add(wayOut.lastPage());
    lastClick.add(wayOut.lastClick());
    next.add(wayOut.next());
    signals.add(Signal.bits(wayOut.signals()));
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
