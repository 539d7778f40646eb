SELECT
  path,
  toInt64(count()) AS views,
  toInt64(uniqExact(visitor_id))
FROM events
WHERE site = :site
  AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
  AND name = 'page_view'
  AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
GROUP BY path
ORDER BY views DESC, path
LIMIT 20
