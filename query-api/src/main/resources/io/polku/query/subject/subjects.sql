-- How many there are, and those of one page: latest entry first.
WITH
{{reached}},
listed AS (
  SELECT
    visitor_id,
    session_start,
    detail.1 AS held,
    {{value}} AS told_value,
    step_times[1] AS entered_at,
    step_times[:step] AS reached_at,
    toInt64(level) AS reached_level,
    arrayMax(step_times) AS last_at,
    {{last}} AS last
  FROM reached
  WHERE step_times[:step] > 0 AND {{state}}
),
page AS (
  SELECT
    toInt64(count()) AS total,
    groupArraySortedIf({{limit}})(
      (-entered_at, visitor_id, session_start, held, told_value, reached_at, reached_level, last_at, last),
      {{after}}) AS rows
  FROM listed
)
SELECT total, -one.1, one.2, one.3, one.4, one.5, one.6, one.7, one.8{{last_columns}}
FROM page
LEFT ARRAY JOIN rows AS one
