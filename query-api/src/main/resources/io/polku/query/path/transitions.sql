WITH
{{stretches}},
-- As for paths: one visitor after the other, in the order of the table.
happened AS (
  SELECT
    visitor_id,
    groupArray((ms, seq, event_id, node)) AS unsorted
  FROM (
    SELECT
      visitor_id,
      toUnixTimestamp64Milli(event_time) AS ms,
      seq,
      event_id,
      {{node}} AS node
    FROM events
    WHERE site = :site
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
      AND node != ''
  )
  GROUP BY visitor_id
  SETTINGS optimize_aggregation_in_order = 1
),
visitors AS (
  SELECT
    arraySort(happened.unsorted) AS happened,
    looked.within AS within
  FROM happened
  INNER JOIN (
    SELECT visitor_id, groupArray((starts, ends)) AS within
    FROM stretches
    GROUP BY visitor_id
  ) AS looked ON happened.visitor_id = looked.visitor_id
),
pairs AS (
  SELECT
    arrayJoin(within) AS stretch,
    arrayCompact(arrayFilter(event -> event.1 >= stretch.1 AND event.1 <= stretch.2, happened).4) AS nodes,
    arrayZip(arrayPopBack(nodes), arrayPopFront(nodes)) AS changes
  FROM visitors
  WHERE length(nodes) > 1
),
counted AS (
  SELECT
    change.1 AS left,
    change.2 AS right,
    toInt64(sum(times)) AS all_times,
    toInt64(count()) AS in_sessions
  FROM (
    SELECT
      arrayJoin(arrayDistinct(changes)) AS change,
      countEqual(changes, change) AS times
    FROM pairs
  )
  GROUP BY left, right
)
SELECT
  left,
  right,
  all_times,
  in_sessions,
  toInt64(sum(all_times) OVER ()) AS total
FROM counted
ORDER BY all_times DESC, left, right
LIMIT :limit
