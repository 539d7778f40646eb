{{reached}},
judged AS (
  SELECT
    visitor_id,
    step_times[:step] AS ms,
    detail.2[:step] AS event,
    multiIf({{converted}}, 0, excluded OR deadline < :as_of_ms, 1, 2) AS state,
    if(state = 0, arrayMin(arrayFilter(reached_at -> reached_at > ms, step_times)), 0) AS next_ms
  FROM reached
  WHERE step_times[:step] > 0
),
targets AS (
  SELECT
    rowNumberInAllBlocks() AS target_no,
    judged.visitor_id AS visitor_id,
    judged.state AS state,
    judged.next_ms AS next_ms,
    (judged.ms, judged.event.1, judged.event.2) AS target_place,
    if(began.until_ms >= judged.ms, began.from_ms, judged.ms) AS session_from,
    if(began.until_ms >= judged.ms, began.until_ms, judged.ms) AS session_until,
    (toString(began.channel_group), toString(began.device), began.entry_path) AS stratum
  FROM judged
  ASOF LEFT JOIN (
    SELECT
      visitor_id,
      toUnixTimestamp64Milli(session_start) AS from_ms,
      toUnixTimestamp64Milli(session_end) AS until_ms,
      channel_group,
      device,
      entry_path
    FROM sessions FINAL
    WHERE site = :site
      AND session_start >= fromUnixTimestamp64Milli(toInt64(:way_from_ms))
      AND session_start < fromUnixTimestamp64Milli(toInt64(:way_to_ms))
  ) AS began ON judged.visitor_id = began.visitor_id AND began.from_ms <= judged.ms
),
-- What each did in its session, on the page of the step and after it.
went AS (
  SELECT
    target_no,
    any(state) AS state,
    any(next_ms) AS next_ms,
    any(target_place.1) AS target_ms,
    any(stratum) AS stratum,
    argMaxIf(node, place, is_page AND place <= target_place) AS here,
    arraySort(groupArrayIf((place, node, is_page), place > target_place)) AS after
  FROM (
    SELECT
      targets.target_no AS target_no,
      targets.state AS state,
      targets.next_ms AS next_ms,
      targets.target_place AS target_place,
      targets.stratum AS stratum,
      happened.place AS place,
      happened.node AS node,
      happened.is_page AS is_page
    FROM (
      SELECT
        visitor_id,
        (toUnixTimestamp64Milli(event_time), seq, event_id) AS place,
        name = 'page_view' AND path != '' AS is_page,
        multiIf(NOT is_page, concat('event:', name), path_group = '', path, toString(path_group)) AS node
      FROM events
      WHERE site = :site
        AND event_time >= fromUnixTimestamp64Milli(toInt64(:way_from_ms))
        AND event_time < fromUnixTimestamp64Milli(toInt64(:way_to_ms))
        AND NOT has(:passive, toString(name))
        AND name != 'click'
    ) AS happened
    INNER JOIN targets ON happened.visitor_id = targets.visitor_id
    WHERE happened.place.1 >= targets.session_from AND happened.place.1 <= targets.session_until
  )
  GROUP BY target_no
),
ways AS (
  SELECT
    state,
    stratum,
    arrayFilter(event -> state != 0 OR event.1.1 < next_ms, after) AS between,
    multiIf(notEmpty(between), 'detour', state = 0, 'direct', 'left') AS kind,
    if(empty(between), '', between[1].2) AS way,
    arrayCount(event -> event.3, between) AS pages,
    length(between) > 1 AND here != '' AND between[2].2 = here AS is_loop,
    is_loop AND between[2].1.1 - between[1].1.1 <= :quick_ms AS is_quick_back,
    length(between) = 1 AND state = 1 AS is_dead_end,
    if(state = 0, greatest(next_ms - target_ms, 1), 0) AS took_ms
  FROM went
)
