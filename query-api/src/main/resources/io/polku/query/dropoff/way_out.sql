-- Of each target, an event in a session, what followed it there; see WayOut. The places are those in
-- the order of events. What ends a way out is part of it.
ways AS (
  SELECT
    target_no,
    argMaxIf(path, place, path != '' AND place <= target_place) AS last_page,
    argMinIf(next_name, place, ends AND place > target_place) AS next,
    minIf(place, ends AND place > target_place) AS end_place,
    arraySort(groupArrayIf((place, clicked, label, signal), (clicked OR signal != 0) AND place > target_place)) AS after,
    arrayFilter(event -> end_place.1 = 0 OR event.1 <= end_place, after) AS on_way,
    arrayFilter(event -> event.2, on_way)[-1].3 AS last_click,
    arrayFold((bits, event) -> bitOr(bits, toInt64(event.4)), on_way, toInt64(0)) AS signals,
    any(facets) AS facets
  FROM (
    SELECT
      targets.target_no AS target_no,
      targets.target_place AS target_place,
      targets.facets AS facets,
      happened.place AS place,
      happened.path AS path,
      happened.ends AS ends,
      happened.next_name AS next_name,
      happened.clicked AS clicked,
      happened.label AS label,
      happened.signal AS signal
    FROM (
      SELECT
        visitor_id,
        (toUnixTimestamp64Milli(event_time), seq, event_id) AS place,
        path,
        name = 'click' AS clicked,
        NOT clicked AND name NOT IN ({{passive}}) AS ends,
        if(ends, if(name = 'page_view' AND path != '', path, concat('event:', name)), '') AS next_name,
        if(clicked, {{label}}, '') AS label,
        {{signal}} AS signal
      FROM events
      WHERE site = :site
        AND event_time >= fromUnixTimestamp64Milli(toInt64(:way_from_ms))
        AND event_time < fromUnixTimestamp64Milli(toInt64(:way_to_ms))
        AND {{whose}}
    ) AS happened
    INNER JOIN (
{{targets}}
    ) AS targets ON happened.visitor_id = targets.visitor_id
    WHERE happened.place.1 >= targets.session_from AND happened.place.1 <= targets.session_until
  )
  GROUP BY target_no
)
