-- How many rows there are to read of each visitor.
SELECT visitor_id, count() AS events
FROM events
WHERE site = {site:String}
  AND visitor_id IN (SELECT unhex(arrayJoin(splitByChar(',', {visitors:String}))))
GROUP BY visitor_id
