-- values: of each event its values, each once, and whether each is a pattern.
SELECT
  value,
  pattern,
  events_with,
  visitors_with,
  toInt64(count() OVER ()) AS value_count
FROM (
  SELECT
    told.1 AS value,
    max(told.2) AS pattern,
    toInt64(count()) AS events_with,
    toInt64(uniqExact(visitor_id)) AS visitors_with
  FROM events
  ARRAY JOIN {{values}} AS told
  WHERE site = :site
    AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
    AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
    AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
    AND {{of}}
  GROUP BY value
)
WHERE :q = '' OR positionCaseInsensitiveUTF8(value, :q) > 0
ORDER BY events_with DESC, value
LIMIT :limit
