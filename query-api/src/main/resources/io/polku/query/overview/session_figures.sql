SELECT
  {{bucket}} AS bucket,
  toInt64(count()),
  toInt64(countIf(page_views <= 1 AND purchases = 0 AND toUnixTimestamp64Milli(session_end) - toUnixTimestamp64Milli(session_start) < 10000)),
  toInt64(countIf(purchases > 0))
FROM ({{sessions}})
GROUP BY bucket
