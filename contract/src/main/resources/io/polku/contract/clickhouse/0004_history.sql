-- How far the back-fill of a funnel version has come in each partition: up to which visitor, which
-- share of the partition's events of the site, and whether its facts are whole.
ALTER TABLE funnel_progress
    ADD COLUMN IF NOT EXISTS epoch    UInt64  DEFAULT 0,
    ADD COLUMN IF NOT EXISTS share    Float64 DEFAULT toFloat64(events_before = 0),
    ADD COLUMN IF NOT EXISTS cursor   String  DEFAULT '',
    ADD COLUMN IF NOT EXISTS complete Bool    DEFAULT events_before = 0;

-- Visitors whom all figures leave out, and why. Their raw rows stay.
CREATE TABLE IF NOT EXISTS left_out
(
    site       LowCardinality(String),
    visitor_id String,
    reason     LowCardinality(String),
    _partition UInt16,
    _offset    UInt64
)
ENGINE = ReplacingMergeTree(_offset)
ORDER BY (site, visitor_id)
SETTINGS non_replicated_deduplication_window = 1000;

-- Events of visitors whose ids were forgotten, while it is looked up whether they are repeats: sign
-- is 1 when one is held and -1 when it is let go, then stored or removed. The sum is in
-- flight. Read with FINAL.
CREATE TABLE IF NOT EXISTS held
(
    site        LowCardinality(String),
    received_at DateTime64(3, 'UTC'),
    republished Bool,
    sign        Int8,
    _partition  UInt16,
    _offset     UInt64
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (site, received_at, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 1000;

-- A visitor's derived rows are looked up when the visitor is rebuilt.
ALTER TABLE sessions
    ADD INDEX IF NOT EXISTS of_visitor visitor_id TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE funnel_facts
    ADD INDEX IF NOT EXISTS of_visitor visitor_id TYPE bloom_filter(0.01) GRANULARITY 1;
