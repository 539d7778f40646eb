-- How many partitions compute this version, and how many events of the site they had stored before.
SELECT toInt64(count()), toInt64(sum(events_before))
FROM funnel_progress FINAL
WHERE site = :site AND funnel_id = :funnel AND version = :version
