-- Paths by page views, then by sessions that began there; the rest as one row.
WITH
told AS (
  SELECT path, visitor_id, 1 AS views, 0 AS entrances, 0 AS bounces, 0 AS exits
  FROM events
  WHERE site = :site
    AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
    AND name = 'page_view'
    AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
    AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
    AND {{fits}}
  UNION ALL
  SELECT
    entry_path,
    visitor_id,
    0,
    1,
    page_views <= 1 AND purchases = 0 AND toUnixTimestamp64Milli(session_end) - toUnixTimestamp64Milli(session_start) < 10000,
    0
  FROM ({{sessions}})
  UNION ALL
  SELECT exit_path, visitor_id, 0, 0, 0, 1
  FROM ({{sessions}})
),
grouped AS (
  SELECT
    path,
    sum(views) AS view_count,
    uniqExactStateIf(visitor_id, views = 1) AS visitors,
    sum(entrances) AS entrance_count,
    sum(bounces) AS bounce_count,
    sum(exits) AS exit_count
  FROM told
  GROUP BY path
),
ranked AS (
  SELECT *, row_number() OVER (ORDER BY view_count DESC, entrance_count DESC, path) AS place
  FROM grouped
)
SELECT
  place > 20 AS other,
  if(other, '', path) AS shown,
  toInt64(sum(view_count)) AS all_views,
  toInt64(uniqExactMerge(visitors)),
  toInt64(sum(entrance_count)),
  toInt64(sum(bounce_count)),
  toInt64(sum(exit_count))
FROM ranked
GROUP BY other, shown
ORDER BY other, all_views DESC, shown
