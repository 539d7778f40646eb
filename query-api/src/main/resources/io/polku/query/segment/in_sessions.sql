-- A time of a visitor lies in one session.
(visitor_id, event_time) IN (
  SELECT happening.visitor_id, happening.event_time
  FROM (
    SELECT DISTINCT visitor_id, event_time
    FROM events
    WHERE site = :site
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
  ) AS happening
  ASOF INNER JOIN (
    SELECT visitor_id, session_start, session_end
    FROM sessions FINAL
    WHERE site = :site
      AND session_start >= fromUnixTimestamp64Milli(toInt64(:sessions_from_ms))
      AND session_start < fromUnixTimestamp64Milli(toInt64(:to_ms))
      AND {{fits}}
  ) AS fitting ON fitting.visitor_id = happening.visitor_id AND happening.event_time >= fitting.session_start
  WHERE happening.event_time <= fitting.session_end
)
