SELECT
  toInt64(count()),
  toUnixTimestamp64Milli(min(event_time)),
  toUnixTimestamp64Milli(max(event_time))
FROM events
WHERE site = :site
