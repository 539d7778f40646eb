-- Only what lies below the offsets that the sink has committed: the rest is counted from the log.
SELECT
  toInt64(count()),
  toInt64(countIf(republished)),
  toInt64(countIf(late)),
  toInt64(countIf(id_conflict)),
  toInt64(countIf(bot != '')),
  toInt64(countIf(bot = 'suspected')),
  toInt64(toUnixTimestamp64Milli(max(received_at)))
FROM events
WHERE site = :site
  AND received_at >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND received_at < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND (:everything = 1 OR _offset < :below[_partition + 1])
