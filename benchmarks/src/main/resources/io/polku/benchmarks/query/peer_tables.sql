-- Columns that a funnel needs, with each product's own types, sort order and partitions.
CREATE TABLE plausible
(
    site_id UInt64, name LowCardinality(String), user_id UInt64, session_id UInt64,
    timestamp DateTime, pathname String, country_code FixedString(2),
    meta Nested(key String, value String)
)
ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp)
ORDER BY (site_id, toDate(timestamp), name, user_id, timestamp);

CREATE TABLE posthog
(
    uuid UUID, event String, timestamp DateTime64(6, 'UTC'), team_id Int64, distinct_id String,
    person_id UUID, session_id String, country String, category String
)
ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp)
ORDER BY (team_id, toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid));

CREATE TABLE posthog_overrides
(
    team_id Int64, distinct_id String, person_id UUID, version Int64
)
ENGINE = MergeTree ORDER BY (team_id, distinct_id);

CREATE TABLE umami
(
    website_id UUID, session_id UUID, visit_id UUID, event_id UUID, url_path String,
    event_type UInt32, event_name String, created_at DateTime('UTC')
)
ENGINE = MergeTree PARTITION BY toYYYYMM(created_at)
ORDER BY (toStartOfHour(created_at), website_id, session_id, visit_id, created_at);

CREATE TABLE rybbit
(
    site_id UInt16, timestamp DateTime, session_id String, user_id String, pathname String,
    type LowCardinality(String), event_name String, country LowCardinality(String)
)
ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp)
ORDER BY (site_id, timestamp);
