{{facts}},
-- A subject has one fact a day: nothing to choose.
tallies AS (
  SELECT
    bucket,
    entry_value,
    level,
    toUnixTimestamp64Milli(deadline) >= :as_of_ms AS is_open,
    unexcluded_level > level AS excluded,
    count() AS subjects
  FROM facts{{where}}
  GROUP BY bucket, entry_value, level, is_open, excluded
),
chains AS (
  SELECT bucket, entry_value, step_times, first_entry
  FROM (SELECT * FROM facts WHERE level > 1){{where}}
),
{{took}}
