-- The next visitors of a partition, in the order of the primary key.
SELECT visitor_id, count() AS events
FROM events
WHERE site = {site:String}
  AND visitor_id > unhex({cursor:String})
  AND _partition = {partition:UInt16}
GROUP BY visitor_id
ORDER BY visitor_id
LIMIT {visitors:UInt32}
SETTINGS optimize_aggregation_in_order = 1
