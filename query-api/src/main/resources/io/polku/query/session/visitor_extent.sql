SELECT
  toInt64(count()),
  toUnixTimestamp64Milli(min(event_time)),
  toUnixTimestamp64Milli(max(event_time)),
  (SELECT toInt64(count()) FROM left_out WHERE site = :site AND visitor_id = :visitor)
FROM events
WHERE site = :site AND visitor_id = :visitor
