SELECT
  erasure_id,
  toInt64(uniqExact(number)),
  toInt64(toUnixTimestamp64Milli(max(verified_at)))
FROM erasures
WHERE site = :site AND erasure_id IN (SELECT arrayJoin(:ids))
GROUP BY erasure_id
