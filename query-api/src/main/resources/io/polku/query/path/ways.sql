{{stretches}},
-- A visitor's events that are nodes or points, and beside them the stretches to be looked at.
visitors AS (
  SELECT
    visitor_id,
    arraySort(groupArrayIf((ms, seq, event_id, node, marks), ends = 0)) AS happened,
    groupArrayIf((ms, ends, anchor), ends != 0) AS within
  FROM (
    SELECT
      visitor_id,
      toUnixTimestamp64Milli(event_time) AS ms,
      seq,
      event_id,
      {{node}} AS node,
      {{marks}} AS marks,
      toInt64(0) AS ends,
      toInt64(0) AS anchor
    FROM events
    WHERE site = :site
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
      AND (node != '' OR marks != 0)
    UNION ALL
    SELECT visitor_id, starts, toUInt32(0), '', '', toUInt32(0), ends, anchor
    FROM stretches
  )
  GROUP BY visitor_id
  HAVING notEmpty(within)
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
