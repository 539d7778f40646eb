-- What the intake works out beyond an event's own fields, and what shows losses.
ALTER TABLE events
    ADD COLUMN IF NOT EXISTS channel_group LowCardinality(String) AFTER utm_campaign,
    -- declared, suspected or ''
    ADD COLUMN IF NOT EXISTS bot           LowCardinality(String) AFTER channel_group,
    ADD COLUMN IF NOT EXISTS bot_reasons   Array(LowCardinality(String)) AFTER bot,
    ADD COLUMN IF NOT EXISTS utm_term      LowCardinality(String) AFTER bot_reasons,
    ADD COLUMN IF NOT EXISTS utm_content   LowCardinality(String) AFTER utm_term,
    ADD COLUMN IF NOT EXISTS click_id      String AFTER utm_content,
    ADD COLUMN IF NOT EXISTS time_zone     LowCardinality(String) AFTER click_id,
    ADD COLUMN IF NOT EXISTS tracker       LowCardinality(String) AFTER time_zone,
    -- path with its ids folded
    ADD COLUMN IF NOT EXISTS path_group    LowCardinality(String) AFTER tracker,
    -- the page view before, on page views
    ADD COLUMN IF NOT EXISTS prev_pv       String AFTER path_group,
    ADD COLUMN IF NOT EXISTS prev_seq      UInt32 AFTER prev_pv,
    ADD COLUMN IF NOT EXISTS prev_url      String CODEC(ZSTD(1)) AFTER prev_seq;

ALTER TABLE sessions
    ADD COLUMN IF NOT EXISTS channel_group LowCardinality(String) AFTER utm_campaign,
    ADD COLUMN IF NOT EXISTS bot           LowCardinality(String) AFTER channel_group;

ALTER TABLE funnel_facts
    ADD COLUMN IF NOT EXISTS channel_group LowCardinality(String) AFTER utm_campaign,
    ADD COLUMN IF NOT EXISTS bot           LowCardinality(String) AFTER channel_group;
