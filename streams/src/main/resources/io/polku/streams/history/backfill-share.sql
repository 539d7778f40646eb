-- How many events a partition has of a site, and of how many of those the visitors are done.
SELECT count() AS events, countIf(visitor_id <= unhex({cursor:String})) AS done
FROM events
WHERE site = {site:String} AND _partition = {partition:UInt16}
