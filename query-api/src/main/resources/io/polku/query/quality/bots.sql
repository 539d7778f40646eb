SELECT
  reason,
  toInt64(count())
FROM events
ARRAY JOIN bot_reasons AS reason
WHERE site = :site
  AND bot != ''
  AND received_at >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND received_at < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND (:everything = 1 OR _offset < :below[_partition + 1])
GROUP BY reason
