SELECT toInt64(count())
FROM events
WHERE site = :site
  AND visitor_id = :visitor
  AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND event_time <= fromUnixTimestamp64Milli(toInt64(:until_ms))
