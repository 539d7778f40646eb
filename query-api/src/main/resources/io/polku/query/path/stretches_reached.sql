points AS (
  SELECT visitor_id, step_times[:step] AS anchor
  FROM (
    WITH
    {{reached}}
    SELECT visitor_id, step_times
    FROM reached
  )
  WHERE step_times[:step] > 0
),
-- The session in which each reached the step.
stretches AS (
  SELECT
    points.visitor_id AS visitor_id,
    if(sessions_of.starts = 0, points.anchor, sessions_of.starts) AS starts,
    greatest(sessions_of.ends, points.anchor) AS ends,
    points.anchor AS anchor
  FROM points
  ASOF LEFT JOIN (
    SELECT
      visitor_id,
      toUnixTimestamp64Milli(session_start) AS starts,
      toUnixTimestamp64Milli(session_end) AS ends
    FROM sessions FINAL
    WHERE site = :site
      AND session_start >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms))
      AND session_start < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
  ) AS sessions_of ON points.visitor_id = sessions_of.visitor_id AND points.anchor >= sessions_of.starts
)
