-- Signs of trouble in sessions.
SELECT asked.1, toInt64(groupBitOr(toUInt64(happened.signal)))
FROM (
  SELECT visitor_id, toUnixTimestamp64Milli(event_time) AS ms, {{signal}} AS signal
  FROM events
  WHERE site = :site
    AND visitor_id IN (SELECT arrayJoin(:visitors))
    AND event_time >= fromUnixTimestamp64Milli(toInt64(:earliest_ms))
    AND event_time <= fromUnixTimestamp64Milli(toInt64(:latest_ms))
    AND signal != 0
) AS happened
INNER JOIN (
  SELECT arrayJoin(arrayZip(:numbers, :visitors, :starts, :ends)) AS asked, asked.2 AS visitor_id
) AS sought ON happened.visitor_id = sought.visitor_id
WHERE happened.ms >= asked.3 AND happened.ms <= asked.4
GROUP BY asked.1
