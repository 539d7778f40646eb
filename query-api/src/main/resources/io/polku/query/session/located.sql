-- The session that each moment of a visitor lies in.
SELECT toInt64(asked.number), began.from_ms, began.until_ms
FROM (
  SELECT one.1 AS number, one.2 AS visitor_id, one.3 AS ms
  FROM (SELECT arrayJoin(arrayZip(:numbers, :visitors, :times)) AS one)
) AS asked
ASOF INNER JOIN (
  SELECT
    visitor_id,
    toUnixTimestamp64Milli(session_start) AS from_ms,
    toUnixTimestamp64Milli(session_end) AS until_ms
  FROM sessions FINAL
  WHERE site = :site
    AND visitor_id IN (SELECT arrayJoin(:visitors))
    AND session_start >= fromUnixTimestamp64Milli(toInt64(:earliest_ms))
    AND session_start <= fromUnixTimestamp64Milli(toInt64(:latest_ms))
) AS began ON asked.visitor_id = began.visitor_id AND began.from_ms <= asked.ms
WHERE began.until_ms >= asked.ms
