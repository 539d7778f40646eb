-- Kind 0 is the whole range, kind 1 one row a value of the breakdown, the rest together as one.
WITH
{{grouped}},
ranked AS (
  SELECT
    *,
    row_number() OVER (ORDER BY entered[1] DESC, entry_value ASC) AS place
  FROM grouped
)
SELECT
  arrayJoin(if(toUInt8(:breakdown) = 1, [0, 1], [0])) AS kind,
  kind = 1 AND place > :values_max AS other,
  if(kind = 1 AND NOT other, entry_value, '') AS value,
  sumForEach(entered) AS step_entered,
  sumForEach(open) AS step_open,
  sumForEach(stopped) AS step_stopped,
  arrayMap(median -> ifNull(median, nan), quantileExactInclusiveForEachMerge(0.5)(previous)) AS median_previous,
  arrayMap(median -> ifNull(median, nan), quantileExactInclusiveForEachMerge(0.5)(first)) AS median_first,
  {{capped_count}} AS capped_subjects
FROM ranked
GROUP BY kind, other, value
ORDER BY kind, other, step_entered[1] DESC, value
