-- All entries of the range together. starts_1: the time of each event that enters, else -1.
parts AS (
  SELECT
    visitor_id,
    session_start,
    horizon,
    toInt64(0) AS bucket,
    chosen.1 AS times,
    chosen.4 AS masks{{unpacked}},
    arrayMap(
      (mask, ms) -> if(bitAnd(mask, :entry_bits) != 0 AND ms >= :from_ms AND ms < :to_ms, ms, -1),
      masks, times) AS starts_1
  FROM subjects
)
