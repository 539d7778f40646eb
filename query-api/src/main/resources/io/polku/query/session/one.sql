{{columns}}
WHERE site = :site
  AND visitor_id = :visitor
  AND session_start <= fromUnixTimestamp64Milli(toInt64(:ms))
  AND session_start >= fromUnixTimestamp64Milli(toInt64(:ms - :length_max_ms))
  AND session_end >= fromUnixTimestamp64Milli(toInt64(:ms))
LIMIT 1
