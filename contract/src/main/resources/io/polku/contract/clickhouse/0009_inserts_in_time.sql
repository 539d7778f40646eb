-- An insert that comes late, from a sink that has lost its share meanwhile, must not count its rows
-- twice: within its time its token is remembered, and after its time it is refused.

ALTER TABLE events
    ADD COLUMN IF NOT EXISTS _until DateTime('UTC') DEFAULT toDateTime('2106-01-01 00:00:00', 'UTC') CODEC(ZSTD(1));

ALTER TABLE events ADD CONSTRAINT IF NOT EXISTS in_time CHECK _until >= now();

ALTER TABLE events ADD INDEX IF NOT EXISTS span _offset TYPE minmax GRANULARITY 64;

ALTER TABLE events MODIFY SETTING non_replicated_deduplication_window = 10000;

ALTER TABLE duplicates
    ADD COLUMN IF NOT EXISTS _until DateTime('UTC') DEFAULT toDateTime('2106-01-01 00:00:00', 'UTC') CODEC(ZSTD(1));

ALTER TABLE duplicates ADD CONSTRAINT IF NOT EXISTS in_time CHECK _until >= now();

ALTER TABLE duplicates ADD INDEX IF NOT EXISTS span _offset TYPE minmax GRANULARITY 64;

ALTER TABLE duplicates MODIFY SETTING non_replicated_deduplication_window = 10000;

ALTER TABLE rejected
    ADD COLUMN IF NOT EXISTS _until DateTime('UTC') DEFAULT toDateTime('2106-01-01 00:00:00', 'UTC') CODEC(ZSTD(1));

ALTER TABLE rejected ADD CONSTRAINT IF NOT EXISTS in_time CHECK _until >= now();

ALTER TABLE rejected ADD INDEX IF NOT EXISTS span _offset TYPE minmax GRANULARITY 64;

ALTER TABLE rejected MODIFY SETTING non_replicated_deduplication_window = 10000;
