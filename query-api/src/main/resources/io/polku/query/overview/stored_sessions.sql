SELECT
  visitor_id,
  session_start,
  session_end,
  events,
  page_views,
  purchases,
  revenue,
  entry_path,
  exit_path,
  referrer_host,
  utm_source,
  utm_medium,
  utm_campaign,
  channel_group
FROM sessions FINAL
WHERE site = :site
  AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
  AND session_start >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND session_start < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND {{fits}}
