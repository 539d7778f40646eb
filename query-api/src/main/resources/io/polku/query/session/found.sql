(visitor_id = :q OR user_id = :q OR (visitor_id, session_start) IN (
    SELECT happened.visitor_id, began.session_start
    FROM (
      SELECT visitor_id, event_time
      FROM events
      WHERE site = :site
        AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
        AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
        AND (name = :q OR user_id = :q OR position(path, :q) > 0)
    ) AS happened
    ASOF INNER JOIN (
      SELECT visitor_id, session_start
      FROM sessions FINAL
      WHERE site = :site
        AND session_start >= fromUnixTimestamp64Milli(toInt64(:from_ms - :length_max_ms))
        AND session_start < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
    ) AS began ON happened.visitor_id = began.visitor_id AND began.session_start <= happened.event_time
  ))
