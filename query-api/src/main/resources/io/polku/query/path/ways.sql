{{stretches}},
-- Each visitor's events that are nodes or points. The table is sorted by visitor, so they are
-- gathered one visitor after the other and never all held at once.
happened AS (
  SELECT
    visitor_id,
    groupArray((ms, seq, event_id, node, marks)) AS unsorted
  FROM (
    SELECT
      visitor_id,
      toUnixTimestamp64Milli(event_time) AS ms,
      seq,
      event_id,
      {{node}} AS node,
      {{marks}} AS marks
    FROM events
    WHERE site = :site
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
      AND (node != '' OR marks != 0)
  )
  GROUP BY visitor_id
  SETTINGS optimize_aggregation_in_order = 1
),
visitors AS (
  SELECT
    arraySort(happened.unsorted) AS happened,
    looked.within AS within
  FROM happened
  RIGHT JOIN (
    SELECT visitor_id, groupArray((starts, ends, anchor)) AS within
    FROM stretches
    GROUP BY visitor_id
  ) AS looked ON happened.visitor_id = looked.visitor_id
),
apart AS (
  SELECT
    arrayJoin(within) AS stretch,
    stretch.3 AS anchor,
    arrayFilter(event -> event.1 >= stretch.1 AND event.1 <= stretch.2, happened) AS here,
    here.4 AS nodes
  FROM visitors
),
-- Between which places of a stretch the way lies.
bounds AS (
  SELECT
    nodes,
    {{place}} AS place,
    {{last}} AS last
  FROM apart
),
-- What follows itself is folded, also into the point. x: the way ended there; x-: it did not lead
-- to the end.
ways AS (
  SELECT
    arraySlice({{way}}, 1, :depth) AS way,
    toInt64(count()) AS subjects
  FROM bounds
  WHERE {{found}}
  GROUP BY way
)
