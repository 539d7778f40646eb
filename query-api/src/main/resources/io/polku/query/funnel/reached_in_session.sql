-- The session that a chain begins in: the one of the visitor that began last before it.
reached AS (
  SELECT
    visitor_id,
    session_start,
    bucket,
    level,
    step_times,
    first_entry,
    deadline,
    {{value}} AS entry_value,
    excluded{{capped}}
  FROM (
    SELECT
      subjects_entered.visitor_id AS visitor_id,
      subjects_entered.session_start AS session_start,
      subjects_entered.bucket AS bucket,
      subjects_entered.level AS level,
      subjects_entered.step_times AS step_times,
      subjects_entered.first_entry AS first_entry,
      subjects_entered.deadline AS deadline,
      subjects_entered.entry_value AS entry_value,
      subjects_entered.excluded AS excluded{{capped}}{{columns}}
    FROM (SELECT *, step_times[1] AS entry_ms FROM entered_rows) AS subjects_entered
    ASOF LEFT JOIN (
{{known}}
    ) AS known ON known.visitor_id = subjects_entered.visitor_id AND subjects_entered.entry_ms >= known.start_ms
  )
  WHERE {{fits}}
)
