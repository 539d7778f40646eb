package io.polku.streams.sink;

/** Rows of {@code data_versions}. */
final class VersionRows {
  private final NativeBlock block = new NativeBlock();
  private final Column.Text site = block.text("site");
  private final Column.Whole partition = block.uint16("_partition");
  private final Column.Whole offset = block.uint64("_offset");

  NativeBlock block() {
    return block;
  }

  void add(String ofSite, int fromPartition, long fromOffset) {
    site.add(ofSite);
    partition.add(fromPartition);
    offset.add(fromOffset);
    block.rowEnds();
  }
}
