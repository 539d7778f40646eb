SELECT
  toString(currency),
  sum(ifNull(value, 0)) AS amount
FROM events
WHERE site = :site
  AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
  AND name = 'purchase'
  AND value IS NOT NULL
  AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND {{fits}}
GROUP BY currency
ORDER BY amount DESC, currency
LIMIT 200
