-- How many partitions compute this version, in how many of them its facts are whole, and of which
-- share of the events that came before it.
SELECT
  toInt64(count()),
  toInt64(countIf(complete)),
  if(sum(events_before) = 0, 1., sum(share * events_before) / sum(events_before))
FROM funnel_progress FINAL
WHERE site = :site AND funnel_id = :funnel AND version = :version
