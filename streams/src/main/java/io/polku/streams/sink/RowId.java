package io.polku.streams.sink;

/**
 * A row, within its table and Kafka partition.
 *
 * @param offset of the record that it came from
 * @param index its place among the record's rows for that table
 */
record RowId(long offset, int index) {}
