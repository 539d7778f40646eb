found AS (
  SELECT
    visitor_id,
    toUnixTimestamp64Milli(funnel_facts.session_start) AS session_start,
    {{bucket}} AS bucket,
    level,
    arrayResize(arrayMap(reached_at -> toUnixTimestamp64Milli(reached_at), funnel_facts.step_times), :steps) AS step_times,
    toUnixTimestamp64Milli(funnel_facts.first_entry) AS first_entry,
    toUnixTimestamp64Milli(funnel_facts.deadline) AS deadline,
    unexcluded_level,
    {{entry_value}} AS entry_value{{held_columns}}{{detail}}
  FROM funnel_facts FINAL
  WHERE site = :site
    AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
    AND funnel_id = :funnel
    AND version = :version
    AND entry_day >= toDate(:from_day)
    AND entry_day < toDate(:to_day)
)
