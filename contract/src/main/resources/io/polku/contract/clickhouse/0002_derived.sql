-- Rows that are computed from a visitor's events and may be corrected: replaced by key, the highest
-- ver wins, deleted rows are gone. Read with FINAL.
CREATE TABLE IF NOT EXISTS sessions
(
    site          LowCardinality(String),
    visitor_id    String,
    session_start DateTime64(3, 'UTC'),
    session_end   DateTime64(3, 'UTC'),
    user_id       String,
    events        UInt32,
    page_views    UInt32,
    purchases     UInt32,
    revenue       Float64,
    entry_path    String CODEC(ZSTD(1)),
    exit_path     String CODEC(ZSTD(1)),
    device        LowCardinality(String),
    browser       LowCardinality(String),
    os            LowCardinality(String),
    country       LowCardinality(String),
    language      LowCardinality(String),
    channel       LowCardinality(String),
    host          LowCardinality(String),
    path          String CODEC(ZSTD(1)),
    referrer_host LowCardinality(String),
    utm_source    LowCardinality(String),
    utm_medium    LowCardinality(String),
    utm_campaign  LowCardinality(String),
    ver           UInt64,
    deleted       UInt8,
    _partition    UInt16,
    _offset       UInt64,
    _index        UInt32
)
ENGINE = ReplacingMergeTree(ver, deleted)
PARTITION BY toYYYYMM(session_start)
ORDER BY (site, session_start, visitor_id)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE TABLE IF NOT EXISTS funnel_facts
(
    site          LowCardinality(String),
    funnel_id     LowCardinality(String),
    version       UInt32,
    entry_day     Date,
    visitor_id    String,
    -- 1970-01-01 where the subject is a visitor
    session_start DateTime64(3, 'UTC'),
    level         UInt8,
    step_times    Array(DateTime64(3, 'UTC')),
    first_entry   DateTime64(3, 'UTC'),
    deadline      DateTime64(3, 'UTC'),
    device        LowCardinality(String),
    browser       LowCardinality(String),
    os            LowCardinality(String),
    country       LowCardinality(String),
    language      LowCardinality(String),
    channel       LowCardinality(String),
    host          LowCardinality(String),
    path          String CODEC(ZSTD(1)),
    referrer_host LowCardinality(String),
    utm_source    LowCardinality(String),
    utm_medium    LowCardinality(String),
    utm_campaign  LowCardinality(String),
    ver           UInt64,
    deleted       UInt8,
    _partition    UInt16,
    _offset       UInt64,
    _index        UInt32
)
ENGINE = ReplacingMergeTree(ver, deleted)
PARTITION BY toYYYYMM(entry_day)
ORDER BY (site, funnel_id, version, entry_day, visitor_id, session_start)
SETTINGS non_replicated_deduplication_window = 1000;

-- From where on each partition computes a funnel version, and how many events of the site it had
-- stored before. Facts are whole where all partitions are here and none had any.
CREATE TABLE IF NOT EXISTS funnel_progress
(
    site          LowCardinality(String),
    funnel_id     LowCardinality(String),
    version       UInt32,
    partition     UInt16,
    events_before UInt64,
    _partition    UInt16,
    _offset       UInt64
)
ENGINE = ReplacingMergeTree(_offset)
ORDER BY (site, funnel_id, version, partition)
SETTINGS non_replicated_deduplication_window = 1000;

-- Up to which change record each partition of a site's rows is stored: what data_version is made of.
CREATE TABLE IF NOT EXISTS data_versions
(
    site       LowCardinality(String),
    _partition UInt16,
    _offset    UInt64
)
ENGINE = ReplacingMergeTree(_offset)
ORDER BY (site, _partition)
SETTINGS non_replicated_deduplication_window = 1000;
