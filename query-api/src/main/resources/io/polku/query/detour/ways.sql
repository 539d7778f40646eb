{{targets}},
-- What each did in its session: the page it was on, and what came later.
went AS (
  SELECT
    target_no,
    any(place_no) AS place_no,
    any(state) AS state,
    any(goal_state) AS goal_state,
    any(next_ms) AS next_ms,
    any(target_ms) AS began_ms,
    any(stratum) AS stratum,
    any(visitor_id) AS visitor_id,
    any(session_from) AS session_from,
    argMaxIf(node, place, is_page AND place.1 <= target_ms) AS here,
    arraySort(groupArrayIf((place, node, is_page, is_empty), place.1 > target_ms)) AS after
  FROM (
    SELECT
      targets.target_no AS target_no,
      targets.place_no AS place_no,
      targets.state AS state,
      targets.goal_state AS goal_state,
      targets.next_ms AS next_ms,
      targets.target_ms AS target_ms,
      targets.stratum AS stratum,
      targets.visitor_id AS visitor_id,
      targets.session_from AS session_from,
      happened.place AS place,
      happened.node AS node,
      happened.is_page AS is_page,
      happened.is_empty AS is_empty
    FROM (
      SELECT
        visitor_id,
        (toUnixTimestamp64Milli(event_time), seq, event_id) AS place,
        name = 'page_view' AND path != '' AS is_page,
        multiIf(NOT is_page, concat('event:', name), path_group = '', path, toString(path_group)) AS node,
        {{signal}} = 32 AS is_empty
      FROM events
      WHERE site = :site
        AND event_time >= fromUnixTimestamp64Milli(toInt64(:way_from_ms))
        AND event_time < fromUnixTimestamp64Milli(toInt64(:way_to_ms))
        AND NOT has(:passive, toString(name))
        -- What is done on the page and leads nowhere by itself.
        AND name NOT IN ('click', 'form_submit')
    ) AS happened
    INNER JOIN targets ON happened.visitor_id = targets.visitor_id
    WHERE happened.place.1 >= targets.session_from AND happened.place.1 <= targets.session_until
  )
  GROUP BY target_no
),
ways AS (
  SELECT
    place_no,
    state,
    goal_state,
    stratum,
    visitor_id,
    session_from,
    arrayFilter(event -> state != 0 OR event.1.1 < next_ms, after) AS between,
    multiIf(notEmpty(between), 'detour', state = 0, 'direct', 'left') AS kind,
    if(empty(between), '', between[1].2) AS way,
    arrayCount(event -> event.3, between) AS pages,
    length(between) > 1 AND here != '' AND between[2].2 = here AS is_loop,
    is_loop AND between[2].1.1 - between[1].1.1 <= :quick_ms AS is_quick_back,
    length(between) = 1 AND state = 1 AS is_dead_end,
    arrayExists(event -> event.4, between) AS is_empty_search,
    if(state = 0, greatest(next_ms - began_ms, 1), 0) AS took_ms
  FROM went
)
