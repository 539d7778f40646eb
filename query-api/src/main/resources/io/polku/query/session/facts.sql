-- All facts of a visitor.
SELECT
  toString(funnel_id),
  toInt64(version),
  toInt64(level),
  arrayMap(reached_at -> toUnixTimestamp64Milli(reached_at), step_times)
FROM funnel_facts FINAL
WHERE site = :site AND visitor_id = :visitor
ORDER BY funnel_id, version, -toInt16(level), arrayMax(step_times), step_times[1] DESC, value
LIMIT :limit
