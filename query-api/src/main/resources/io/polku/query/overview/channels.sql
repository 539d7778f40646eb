-- Kind 0 is all sessions, kind 1 one row a value, the rest together as one.
WITH
valued AS (
  SELECT
    toString({{column}}) AS value,
    visitor_id,
    purchases,
    page_views <= 1 AND purchases = 0 AND toUnixTimestamp64Milli(session_end) - toUnixTimestamp64Milli(session_start) < 10000 AS bounced
  FROM ({{sessions}})
),
grouped AS (
  SELECT
    value,
    count() AS session_count,
    uniqExactState(visitor_id) AS visitors,
    countIf(bounced) AS bounces,
    countIf(purchases > 0) AS converted,
    sum(purchases) AS bought
  FROM valued
  GROUP BY value
),
ranked AS (
  SELECT *, row_number() OVER (ORDER BY session_count DESC, value) AS place
  FROM grouped
)
SELECT
  arrayJoin([0, 1]) AS kind,
  kind = 1 AND place > :limit AS other,
  if(kind = 1 AND NOT other, value, '') AS shown,
  toInt64(sum(session_count)) AS all_sessions,
  toInt64(uniqExactMerge(visitors)),
  toInt64(sum(bounces)),
  toInt64(sum(converted)),
  toInt64(sum(bought))
FROM ranked
GROUP BY kind, other, shown
ORDER BY kind, other, all_sessions DESC, shown
