SELECT
  toUnixTimestamp64Milli(received_at),
  code,
  message,
  original
FROM rejected
WHERE site = :site
  AND received_at >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND received_at < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND (:code = '' OR code = :code)
ORDER BY received_at DESC, _offset DESC
LIMIT :limit
