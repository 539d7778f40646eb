SELECT
  toString(name) AS value,
  toInt64(count()) AS times,
  toInt64(uniqExact(visitor_id))
FROM events
WHERE site = :site
  AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
  AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
GROUP BY value
ORDER BY times DESC, value
LIMIT 1000
