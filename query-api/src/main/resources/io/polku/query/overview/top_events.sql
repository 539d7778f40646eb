WITH
grouped AS (
  SELECT
    toString(name) AS event,
    count() AS times,
    uniqExactState(visitor_id) AS visitors
  FROM events
  WHERE site = :site
    AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
    AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
    AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
    AND {{fits}}
  GROUP BY event
),
ranked AS (
  SELECT *, row_number() OVER (ORDER BY times DESC, event) AS place
  FROM grouped
)
SELECT
  place > 50 AS other,
  if(other, '', event) AS shown,
  toInt64(sum(times)) AS all_times,
  toInt64(uniqExactMerge(visitors))
FROM ranked
GROUP BY other, shown
ORDER BY other, all_times DESC, shown
