-- Of all times, so that nobody is new because of the range.
LEFT JOIN (
  SELECT visitor_id, toUnixTimestamp64Milli(min(session_start)) AS first_ms
  FROM sessions FINAL
  WHERE site = :site AND session_start < fromUnixTimestamp64Milli(toInt64(:to_ms))
  GROUP BY visitor_id
) AS firsts ON firsts.visitor_id = stored.visitor_id
