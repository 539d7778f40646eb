-- What facts tell since funnels have options. One fact for each value that a funnel holds, so the
-- value belongs to the key; "" where it holds none. Facts of before are those of funnels without
-- options, for which the defaults are right.
ALTER TABLE funnel_facts
    ADD COLUMN IF NOT EXISTS value String AFTER session_start,
    MODIFY ORDER BY (site, funnel_id, version, entry_day, visitor_id, session_start, value);

-- The level if there were no exclusions; above level where an exclusion stopped the subject.
-- Signals are the sum of the bits of Signal.
ALTER TABLE funnel_facts
    ADD COLUMN IF NOT EXISTS unexcluded_level UInt8 DEFAULT level AFTER deadline,
    ADD COLUMN IF NOT EXISTS capped Bool DEFAULT false AFTER unexcluded_level,
    ADD COLUMN IF NOT EXISTS last_page String DEFAULT '' CODEC(ZSTD(1)) AFTER utm_campaign,
    ADD COLUMN IF NOT EXISTS last_click String DEFAULT '' CODEC(ZSTD(1)) AFTER last_page,
    ADD COLUMN IF NOT EXISTS next String DEFAULT '' CODEC(ZSTD(1)) AFTER last_click,
    ADD COLUMN IF NOT EXISTS signals UInt8 DEFAULT 0 AFTER next;
