-- Who sent what was refused, so that it can be erased; "" where that is not known, and of before.
ALTER TABLE rejected ADD COLUMN IF NOT EXISTS visitor_id String AFTER original;

-- Visitors who are being erased right now. What is deleted is named by this table, since ClickHouse
-- keeps the text of a deletion; a partition is dropped as soon as its visitor is gone.
CREATE TABLE IF NOT EXISTS erasing
(
    erasure_id String,
    number     UInt32,
    site       LowCardinality(String),
    visitor_id String
)
ENGINE = MergeTree
PARTITION BY (erasure_id, number)
ORDER BY (site, visitor_id);

-- How many rows a table had of the visitor, each time before they were deleted: the largest counts.
CREATE TABLE IF NOT EXISTS erased_rows
(
    site       LowCardinality(String),
    erasure_id String,
    number     UInt32,
    table_name LowCardinality(String),
    rows       UInt64,
    counted_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (site, erasure_id, number, table_name);

-- Visitors of erasures of whom no table has a row any more, as was counted.
CREATE TABLE IF NOT EXISTS erasures
(
    site        LowCardinality(String),
    erasure_id  String,
    number      UInt32,
    verified_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (site, erasure_id, number);
