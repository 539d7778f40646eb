-- Where each visitor is: the last page of those who were active.
SELECT page, toInt64(count()) AS visitors
FROM (
  SELECT argMax(path, (event_time, seq, event_id)) AS page
  FROM events
  WHERE site = :site
    AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
    AND event_time >= fromUnixTimestamp64Milli(toInt64(:five_ms))
    AND path != ''
  GROUP BY visitor_id
)
GROUP BY page
ORDER BY visitors DESC, page
LIMIT :pages_max
