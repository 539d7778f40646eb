site = :site
  AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
  AND {{page}}
  AND {{fits}}
