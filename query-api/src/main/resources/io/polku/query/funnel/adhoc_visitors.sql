-- Each visitor's events that matter to the funnel, in order. Events after the range may be later
-- steps.
coded AS (
  SELECT
    visitor_id,
    toUnixTimestamp64Milli(event_time) AS ms,
    seq,
    event_id,
    {{mask}} AS mask{{columns}}
  FROM events
  WHERE site = :site
    AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
    AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
    AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
),
subjects AS (
  SELECT
    visitor_id,
    toInt64(0) AS session_start,
    toInt64(9000000000000000) AS horizon,
    arraySort(groupArray((ms, seq, event_id, mask{{event}}))) AS chosen
  FROM coded
  WHERE mask != 0
  GROUP BY visitor_id
  HAVING countIf(bitAnd(mask, :entry_bits) != 0 AND ms < :to_ms) > 0
)
