-- One row a subject already.
{{name}} AS (
  SELECT visitor_id, session_start, bucket, level, step_times, first_entry, deadline, {{value}} AS entry_value, false AS excluded{{detail}}
  FROM found{{where}}
)
