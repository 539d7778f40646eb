SELECT
  code,
  toInt64(count()) AS events,
  toUnixTimestamp64Milli(min(received_at)),
  toUnixTimestamp64Milli(max(received_at))
FROM rejected
WHERE site = :site
  AND received_at >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND received_at < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND (:code = '' OR code = :code)
GROUP BY code
ORDER BY events DESC, code
