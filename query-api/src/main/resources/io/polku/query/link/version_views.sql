-- Page views between boundaries: before the first is version 0.
SELECT
  toInt64(arrayCount(bound -> bound <= toUnixTimestamp64Milli(event_time), {{bounds}})) AS version,
  toInt64(count())
FROM events
WHERE {{here}} AND name = 'page_view'
GROUP BY version
