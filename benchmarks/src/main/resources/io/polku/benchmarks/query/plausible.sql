-- windowFunnel over all events of the range, as the product's funnels ask; the breakdown is added.
SELECT
  toString(value),
  countIf(level >= 1), countIf(level >= 2), countIf(level >= 3), countIf(level >= 4), countIf(level >= 5)
FROM
(
  SELECT
    {{subject}},
    any(country_code) AS value,
    windowFunnel(86400)(timestamp, {{conditions}}) AS level
  FROM plausible
  WHERE site_id = 1 AND timestamp >= '2026-06-01 00:00:00' AND timestamp <= '2026-06-30 23:59:59'
  GROUP BY {{subject}}
)
WHERE level > 0
GROUP BY value
ORDER BY value
