-- A subject (with unit item: a subject and value) once for each bucket, with its best fact.
best AS (
  SELECT
    visitor_id,
    session_start,
    bucket,
    argMin((level, step_times, first_entry, entry_value{{detail}}), (-toInt16(level), arrayMax(step_times), -{{begun}}{{tie}})) AS fact,
    max(deadline) AS deadline,
    max(unexcluded_level) AS unexcluded_level{{capped}}
  FROM found
  GROUP BY visitor_id, session_start, bucket{{unit}}
),
{{name}} AS (
  SELECT
    visitor_id,
    session_start,
    bucket,
    fact.1 AS level,
    fact.2 AS step_times,
    fact.3 AS first_entry,
    deadline,
    {{value}} AS entry_value,
    best.unexcluded_level > level AS excluded{{capped_column}}{{detail_column}}
  FROM best{{where}}
)
