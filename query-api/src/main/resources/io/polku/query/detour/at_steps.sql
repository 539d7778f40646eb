    SELECT
      looked_at.1 AS place_no,
      looked_at.4 AS bit,
      looked_at.5 AS goal_bit,
      toInt64({{span}}) AS span_ms,
      toUInt8({{in_session}}) AS in_session,
      visitor_id,
      toInt64(first_entry) AS first_entry,
      toInt64(deadline) AS deadline,
      toInt64(step_times[looked_at.2]) AS ms,
      multiIf(level > looked_at.3, 0, excluded OR deadline < :as_of_ms, 1, 2) AS state,
      if(state = 0, toInt64(arrayMin(arrayFilter(reached_at -> reached_at > ms, step_times))), 0) AS next_ms
    FROM (
WITH
{{reached}}
SELECT visitor_id, level, step_times, first_entry, deadline, excluded FROM reached
    )
    ARRAY JOIN [{{steps}}] AS looked_at
    WHERE step_times[looked_at.2] > 0