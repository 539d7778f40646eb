-- Each subject once for each step that is looked at and that it reached.
judged AS (
  SELECT
    *,
    rowNumberInAllBlocks() AS subject_no
  FROM (
{{at_steps}}
  )
),
-- The way is followed from the first time at the step. The chain that counts tells the last time
-- before the next step, and would hide the ways of those who came back to the page they left.
begun AS (
  SELECT
    judged.subject_no AS subject_no,
    any(judged.visitor_id) AS visitor_id,
    any(judged.place_no) AS place_no,
    any(judged.span_ms) AS span_ms,
    any(judged.in_session) AS in_session,
    any(judged.state) AS state,
    any(judged.next_ms) AS next_ms,
    any(judged.deadline) AS deadline,
    minIf(serving.ms, bitTest(serving.bits, judged.bit) AND serving.ms >= judged.first_entry AND serving.ms <= judged.ms) AS begun_ms,
    groupArrayIf(serving.ms, bitTest(serving.bits, judged.goal_bit)) AS goals
  FROM judged
  INNER JOIN (
    SELECT
      visitor_id,
      toUnixTimestamp64Milli(event_time) AS ms,
      {{serves}} AS bits
    FROM events
    WHERE site = :site
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:way_from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:way_to_ms))
      AND bits != 0
  ) AS serving ON judged.visitor_id = serving.visitor_id
  GROUP BY subject_no
  HAVING begun_ms > 0
),
targets AS (
  SELECT
    begun.subject_no AS target_no,
    begun.place_no AS place_no,
    begun.visitor_id AS visitor_id,
    begun.state AS state,
    begun.next_ms AS next_ms,
    begun.begun_ms AS target_ms,
    if(visits.until_ms >= begun.begun_ms, visits.from_ms, begun.begun_ms) AS session_from,
    if(visits.until_ms >= begun.begun_ms, visits.until_ms, begun.begun_ms) AS session_until,
    if(begun.in_session, least(session_until, begun.begun_ms + begun.span_ms), begun.begun_ms + begun.span_ms) AS goal_until,
    multiIf(
      arrayExists(goal_ms -> goal_ms > begun.begun_ms AND goal_ms <= goal_until, begun.goals), 0,
      greatest(goal_until, begun.deadline) < :as_of_ms, 1,
      2) AS goal_state,
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
  ) AS visits ON begun.visitor_id = visits.visitor_id AND visits.from_ms <= begun.begun_ms
)
