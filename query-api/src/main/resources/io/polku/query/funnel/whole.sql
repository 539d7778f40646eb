-- One row a subject already.
reached AS (
  SELECT visitor_id, session_start, bucket, level, step_times, first_entry, deadline, entry_value, false AS excluded
  FROM found
)
