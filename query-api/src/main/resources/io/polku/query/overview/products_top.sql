SELECT
  value,
  toInt64(count() OVER ()) AS value_count
FROM (
  SELECT
    value,
    uniqExactIf(visitor_id, code = 4) AS bought,
    uniqExactIf(visitor_id, code = 2) AS carted,
    uniqExactIf(visitor_id, code = 1) AS viewed
  FROM ({{items}})
  GROUP BY value
)
ORDER BY bought DESC, carted DESC, viewed DESC, value
LIMIT :limit
