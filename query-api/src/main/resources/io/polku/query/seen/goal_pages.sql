-- Pages whose path says that something was completed.
SELECT
  if(path_group = '', path, toString(path_group)) AS page,
  toInt64(uniqExact(visitor_id)) AS people
FROM events
WHERE site = :site
  AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
  AND name = 'page_view'
  AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND match(path, :words)
GROUP BY page
HAVING people >= :visitors_min
ORDER BY people DESC, page
LIMIT 1
