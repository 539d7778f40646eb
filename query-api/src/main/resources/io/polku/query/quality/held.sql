-- Neither stored nor removed yet, because it is looked up whether they are repeats.
SELECT
  toInt64(sum(sign)),
  toInt64(sumIf(sign, republished))
FROM held FINAL
WHERE site = :site
  AND received_at >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND received_at < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND (:everything = 1 OR _offset < :below[_partition + 1])
