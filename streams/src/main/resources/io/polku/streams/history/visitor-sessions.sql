SELECT visitor_id, toUnixTimestamp64Milli(session_start) AS start_millis
FROM sessions FINAL
WHERE site = {site:String}
  AND visitor_id IN (SELECT unhex(arrayJoin(splitByChar(',', {visitors:String}))))
ORDER BY visitor_id, start_millis
