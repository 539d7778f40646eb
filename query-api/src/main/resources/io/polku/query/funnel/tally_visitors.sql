{{facts}},
-- The best fact and its value are found as one number, so that nothing else is carried through the
-- aggregation; names tells the values again.
best AS (
  SELECT
    {{best_bucket}} AS bucket,
    min(bitOr(bitShiftLeft(toUInt128(place), 64), toUInt128(sipHash64(entry_value)))) AS placed,
    toUInt8(31 - toUInt8(bitShiftRight(placed, 123))) AS best_level,
    toUInt64(bitAnd(placed, toUInt128(18446744073709551615))) AS value_hash,
    toUnixTimestamp64Milli(max(deadline)) >= :as_of_ms AS is_open,
    max(unexcluded_level) > best_level AS excluded
  FROM facts
  GROUP BY visitor_hash{{by_bucket}}
),
names AS (
  SELECT sipHash64(facts.entry_value) AS value_hash, any(facts.entry_value) AS entry_value
  FROM facts
  GROUP BY value_hash
),
tallies AS (
  SELECT bucket, names.entry_value AS entry_value, level, is_open, excluded, subjects
  FROM (
    SELECT bucket, value_hash, best_level AS level, is_open, excluded, count() AS subjects
    FROM best
    GROUP BY bucket, value_hash, best_level, is_open, excluded
  ) AS hashed
  INNER JOIN names ON names.value_hash = hashed.value_hash{{where}}
),
-- Whoever came to the second step counts with a fact that did. Few have several of those.
several AS (
  SELECT visitor_hash{{by_bucket}}, min(place) AS best_place
  FROM facts
  WHERE level > 1
  GROUP BY visitor_hash{{by_bucket}}
  HAVING count() > 1
),
chains AS (
  SELECT bucket, entry_value, step_times, first_entry
  FROM (
    SELECT
      lone.bucket AS bucket,
      lone.entry_value AS entry_value,
      lone.step_times AS step_times,
      lone.first_entry AS first_entry
    FROM (SELECT * FROM facts WHERE level > 1) AS lone
    ANY LEFT JOIN several ON {{same}}
    WHERE several.best_place = 0 OR several.best_place = lone.place
  ){{where}}
),
{{took}}
