-- What sessions that reached the goal had done before, each page and event once, the last of them.
WITH
happened AS (
  SELECT
    visitor_id,
    groupArray((ms, seq, event_id, node, goal)) AS unsorted
  FROM (
    SELECT
      visitor_id,
      toUnixTimestamp64Milli(event_time) AS ms,
      seq,
      event_id,
      multiIf(
        name = 'page_view' AND path != '', concat('p', if(path_group = '', path, toString(path_group))),
        name IN ('page_view', 'click') OR has(:passive, toString(name)), '',
        concat('e', toString(name))) AS node,
      {{goal}} AS goal
    FROM events
    WHERE site = :site
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:sessions_to_ms))
      AND (node != '' OR goal != 0)
  )
  GROUP BY visitor_id
  HAVING arrayExists(event -> event.5 != 0, unsorted)
  SETTINGS optimize_aggregation_in_order = 1
),
visitors AS (
  SELECT
    happened.visitor_id AS visitor_id,
    arraySort(happened.unsorted) AS happened,
    looked.within AS within
  FROM happened
  INNER JOIN (
    SELECT
      visitor_id,
      groupArray((toUnixTimestamp64Milli(session_start), toUnixTimestamp64Milli(session_end))) AS within
    FROM ({{sessions}})
    GROUP BY visitor_id
  ) AS looked ON happened.visitor_id = looked.visitor_id
),
apart AS (
  SELECT
    visitor_id,
    arrayJoin(within) AS stretch,
    arrayFilter(event -> event.1 >= stretch.1 AND event.1 <= stretch.2, happened) AS here,
    arrayFirstIndex(event -> event.5 != 0, here) AS place,
    arraySlice(here.4, 1, place - 1) AS before,
    arrayFilter(
      (node, at) -> node != '' AND node != here.4[place] AND indexOf(before, node) = at,
      before, arrayEnumerate(before)) AS distinct_nodes
  FROM visitors
  WHERE place > 1
)
SELECT
  arrayStringConcat(arraySlice(distinct_nodes, -toInt64(:nodes_max)), '\n') AS sequence,
  toInt64(uniqExact(visitor_id)) AS people
FROM apart
WHERE notEmpty(distinct_nodes)
GROUP BY sequence
HAVING people >= :visitors_min
ORDER BY people DESC, length(sequence) DESC, sequence
LIMIT 1
