-- What events of the session tell. Rows of events name no session: it is the one that began last.
LEFT JOIN (
  SELECT
    visitor_id,
    start_ms{{sums}}
  FROM (
    SELECT told.*, began.start_ms AS start_ms
    FROM (
      SELECT
        visitor_id,
        toUnixTimestamp64Milli(event_time) AS ms{{read}}
      FROM events
      WHERE site = :site
        AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
        AND event_time < fromUnixTimestamp64Milli(toInt64(:events_to_ms))
        AND ({{wanted}})
    ) AS told
    ASOF INNER JOIN (
      SELECT
        visitor_id,
        toUnixTimestamp64Milli(session_start) AS start_ms,
        toUnixTimestamp64Milli(session_end) AS end_ms
      FROM sessions FINAL
      WHERE site = :site
        AND session_start >= fromUnixTimestamp64Milli(toInt64(:from_ms))
        AND session_start < fromUnixTimestamp64Milli(toInt64(:events_to_ms))
    ) AS began ON began.visitor_id = told.visitor_id AND told.ms >= began.start_ms
    WHERE told.ms <= began.end_ms
  )
  GROUP BY visitor_id, start_ms
) AS happened ON happened.visitor_id = stored.visitor_id AND happened.start_ms = stored.start_ms
