-- Names that pages give to their links.
SELECT element_link
FROM events
WHERE site = :site
  AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND name IN ('link_view', 'click')
  AND match(element_link, '^[a-z0-9_-]{1,60}$')
GROUP BY element_link
ORDER BY count() DESC, element_link
LIMIT :limit
