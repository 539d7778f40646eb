-- Kind 0 is the whole range, kind 1 one row a value of the breakdown, the rest together as one.
WITH
{{reached}},
valued AS (
  SELECT
    entry_value,
    sumForEach(arrayMap(k -> toInt64(level >= k), range(1, toUInt32(:steps) + 1))) AS entered,
    sumForEach(arrayMap(k -> toInt64(level = k AND deadline >= :as_of_ms), range(1, toUInt32(:steps) + 1))) AS open,
    quantileExactInclusiveForEachState(0.5)(arrayMap(k -> step_times[k] - step_times[k - 1], range(2, level + 1))) AS from_previous,
    quantileExactInclusiveForEachState(0.5)(arrayMap(k -> step_times[k] - first_entry, range(2, level + 1))) AS from_first
  FROM reached
  GROUP BY entry_value
),
ranked AS (
  SELECT
    *,
    row_number() OVER (ORDER BY entered[1] DESC, entry_value ASC) AS place
  FROM valued
)
SELECT
  arrayJoin(if(toUInt8(:breakdown) = 1, [0, 1], [0])) AS kind,
  kind = 1 AND place > :values_max AS other,
  if(kind = 1 AND NOT other, entry_value, '') AS value,
  sumForEach(entered) AS step_entered,
  sumForEach(open) AS step_open,
  quantileExactInclusiveForEachMerge(0.5)(from_previous) AS median_previous,
  quantileExactInclusiveForEachMerge(0.5)(from_first) AS median_first
FROM ranked
GROUP BY kind, other, value
ORDER BY kind, other, step_entered[1] DESC, value
