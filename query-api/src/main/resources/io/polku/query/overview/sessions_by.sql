SELECT
  toString({{column}}) AS value,
  toInt64(count()) AS session_count,
  toInt64(countIf(purchases > 0))
FROM ({{sessions}})
GROUP BY value
ORDER BY session_count DESC, value
LIMIT 20
