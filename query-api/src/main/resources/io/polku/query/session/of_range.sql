WHERE site = :site
  AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
  AND session_start >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND session_start < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND {{found}}
  AND {{kept}}
