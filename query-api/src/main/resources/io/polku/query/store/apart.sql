-- Events that came late, and visitors whom no figure holds.
SELECT
  toInt64(countIf(late)),
  (SELECT toInt64(uniqExact(visitor_id)) FROM left_out WHERE site = :site)
FROM events
WHERE site = :site
