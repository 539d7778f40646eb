SELECT
  {{bucket}} AS bucket,
  toInt64(uniqExact(visitor_id)),
  toInt64(count()),
  toInt64(countIf(name = 'page_view')),
  toInt64(countIf(name = 'purchase')),
  sumIf(ifNull(value, 0), name = 'purchase')
FROM events
WHERE site = :site
  AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
  AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND {{fits}}
GROUP BY bucket
