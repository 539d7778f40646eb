-- Funnel versions whose facts are not whole in a partition.
SELECT site, funnel_id, version, events_before, epoch, cursor
FROM funnel_progress FINAL
WHERE partition = {partition:UInt16} AND NOT complete
ORDER BY site, epoch, funnel_id, version
