WITH
grouped AS (
  SELECT
    toString({{column}}) AS value,
    count() AS session_count,
    countIf(purchases > 0) AS converted
  FROM ({{sessions}})
  GROUP BY value
),
ranked AS (
  SELECT *, row_number() OVER (ORDER BY session_count DESC, value) AS place
  FROM grouped
)
SELECT
  place > 20 AS other,
  if(other, '', value) AS shown,
  toInt64(sum(session_count)) AS all_sessions,
  toInt64(sum(converted))
FROM ranked
GROUP BY other, shown
ORDER BY other, all_sessions DESC, shown
