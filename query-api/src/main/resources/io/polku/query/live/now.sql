-- Visitors, events by minute (keys and counts), and the newest events.
SELECT
  toInt64(uniqExactIf(visitor_id, ms >= :five_ms)),
  toInt64(uniqExact(visitor_id)),
  sumMap([intDiv(least(ms, :now_ms), 60000)], [toInt64(1)]) AS by_minute,
  by_minute.1,
  by_minute.2,
  toJSONString(arrayMap(
    one -> [one.3, toString(-one.1), one.4, one.5, one.6, one.7, one.8],
    groupArraySorted({{events_max}})((-ms, -toInt64(seq), event_id, visitor_id, toString(name), path, toString(device), toString(country)))))
FROM (
  SELECT visitor_id, toUnixTimestamp64Milli(event_time) AS ms, seq, event_id, name, path, device, country
  FROM events
  WHERE site = :site
    AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
    AND event_time >= fromUnixTimestamp64Milli(toInt64(:thirty_ms))
)
