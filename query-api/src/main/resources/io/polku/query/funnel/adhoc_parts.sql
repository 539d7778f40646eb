-- A subject once for each part of the range (a bucket or a day) in which it enters. starts_1: the
-- time of each event that enters in the part, else -1.
entered AS (
  SELECT
    visitor_id,
    session_start,
    horizon,
    chosen.1 AS times,
    chosen.4 AS masks{{unpacked}},
    arrayMap(
      (mask, ms, key) -> if(bitAnd(mask, :entry_bits) != 0 AND ms >= :from_ms AND ms < :to_ms, key, -1),
      masks, times, part_keys) AS entry_keys,
    arrayJoin(arrayFilter(key -> key >= 0, arrayDistinct(entry_keys))) AS part
  FROM subjects
),
parts AS (
  SELECT
    *,
    {{bucket}} AS bucket,
    arrayMap((key, ms) -> if(key = part, ms, -1), entry_keys, times) AS starts_1
  FROM entered
)
