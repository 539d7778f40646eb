SELECT
  visitor_id,
  CAST(
    (funnel_id, version, toUnixTimestamp64Milli(session_start), toString(entry_day), value),
    'Tuple(funnel_id String, version UInt32, session_start_millis Int64, entry_day String, value String)') AS key
FROM funnel_facts FINAL
WHERE site = {site:String}
  AND visitor_id IN (SELECT unhex(arrayJoin(splitByChar(',', {visitors:String}))))
ORDER BY visitor_id
