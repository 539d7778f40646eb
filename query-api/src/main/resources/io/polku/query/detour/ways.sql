{{reached}},
judged AS (
  SELECT
    rowNumberInAllBlocks() AS subject_no,
    visitor_id,
    first_entry,
    step_times[:step] AS ms,
    multiIf({{converted}}, 0, excluded OR deadline < :as_of_ms, 1, 2) AS state,
    if(state = 0, arrayMin(arrayFilter(reached_at -> reached_at > ms, step_times)), 0) AS next_ms
  FROM reached
  WHERE step_times[:step] > 0
),
-- The way is followed from the first time at the step. The chain that counts tells the last time
-- before the next step, and would hide the ways of those who came back to the page they left.
begun AS (
  SELECT
    judged.subject_no AS subject_no,
    any(judged.visitor_id) AS visitor_id,
    any(judged.state) AS state,
    any(judged.next_ms) AS next_ms,
    min(serving.ms) AS ms
  FROM judged
  INNER JOIN (
    SELECT visitor_id, toUnixTimestamp64Milli(event_time) AS ms
    FROM events
    WHERE site = :site
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:way_from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:way_to_ms))
      AND {{serves}} != 0
  ) AS serving ON judged.visitor_id = serving.visitor_id
  WHERE serving.ms >= judged.first_entry AND serving.ms <= judged.ms
  GROUP BY subject_no
),
targets AS (
  SELECT
    begun.subject_no AS target_no,
    begun.visitor_id AS visitor_id,
    begun.state AS state,
    begun.next_ms AS next_ms,
    begun.ms AS target_ms,
    if(visits.until_ms >= begun.ms, visits.from_ms, begun.ms) AS session_from,
    if(visits.until_ms >= begun.ms, visits.until_ms, begun.ms) AS session_until,
    (toString(visits.channel_group), toString(visits.device), visits.entry_path) AS stratum
  FROM begun
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
  ) AS visits ON begun.visitor_id = visits.visitor_id AND visits.from_ms <= begun.ms
),
-- What each did in its session: the page it was on, and what came later.
went AS (
  SELECT
    target_no,
    any(state) AS state,
    any(next_ms) AS next_ms,
    any(target_ms) AS began_ms,
    any(stratum) AS stratum,
    argMaxIf(node, place, is_page AND place.1 <= target_ms) AS here,
    arraySort(groupArrayIf((place, node, is_page), place.1 > target_ms)) AS after
  FROM (
    SELECT
      targets.target_no AS target_no,
      targets.state AS state,
      targets.next_ms AS next_ms,
      targets.target_ms AS target_ms,
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
    if(state = 0, greatest(next_ms - began_ms, 1), 0) AS took_ms
  FROM went
)
