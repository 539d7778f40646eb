-- Raw events, one row each, repeats already removed. Every row knows the change record it came from
-- (_partition, _offset), so that an interrupted insert can be completed exactly.
CREATE TABLE IF NOT EXISTS events
(
    site          LowCardinality(String),
    visitor_id    String,
    event_time    DateTime64(3, 'UTC'),
    seq           UInt32,
    event_id      String,
    name          LowCardinality(String),
    user_id       String,
    pv            String,
    sender_time   DateTime64(3, 'UTC'),
    received_at   DateTime64(3, 'UTC'),
    url           String CODEC(ZSTD(1)),
    host          LowCardinality(String),
    path          String CODEC(ZSTD(1)),
    title         String CODEC(ZSTD(1)),
    referrer      String CODEC(ZSTD(1)),
    device        LowCardinality(String),
    browser       LowCardinality(String),
    os            LowCardinality(String),
    country       LowCardinality(String),
    language      LowCardinality(String),
    channel       LowCardinality(String),
    referrer_host LowCardinality(String),
    utm_source    LowCardinality(String),
    utm_medium    LowCardinality(String),
    utm_campaign  LowCardinality(String),
    element_tag      LowCardinality(String),
    element_id       String,
    element_text     String,
    element_href     String,
    element_selector String,
    element_link     String,
    items         Array(Map(LowCardinality(String), String)),
    value         Nullable(Float64),
    currency      LowCardinality(String),
    props         Map(LowCardinality(String), String),
    late          Bool,
    id_conflict   Bool,
    republished   Bool,
    _partition    UInt16,
    _offset       UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (site, visitor_id, event_time, seq, event_id)
SETTINGS non_replicated_deduplication_window = 1000;

-- Repeats that were removed: counted, never summed up in memory.
CREATE TABLE IF NOT EXISTS duplicates
(
    site        LowCardinality(String),
    visitor_id  String,
    event_id    String,
    name        LowCardinality(String),
    event_time  DateTime64(3, 'UTC'),
    received_at DateTime64(3, 'UTC'),
    republished Bool,
    _partition  UInt16,
    _offset     UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (site, received_at)
SETTINGS non_replicated_deduplication_window = 1000;

-- What was refused, and why.
CREATE TABLE IF NOT EXISTS rejected
(
    site        LowCardinality(String),
    code        LowCardinality(String),
    message     String,
    received_at DateTime64(3, 'UTC'),
    original    String CODEC(ZSTD(1)),
    _partition  UInt16,
    _offset     UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (site, received_at)
SETTINGS non_replicated_deduplication_window = 1000;
