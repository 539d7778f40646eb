SELECT
  toInt64(step),
  toInt64(count()),
  toInt64(uniqExact(visitor_id))
FROM (
  SELECT
    visitor_id,
    {{mask}} AS mask,
    arrayJoin(arrayFilter(bit -> bitTest(mask, bit), range(0, :steps))) AS step
  FROM events
  WHERE site = :site
    AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
    AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
    AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
)
GROUP BY step
ORDER BY step
