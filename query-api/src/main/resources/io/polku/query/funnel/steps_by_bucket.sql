WITH
{{reached}}
SELECT
  bucket,
  sumForEach(arrayMap(k -> toInt64(level >= k), range(1, toUInt32(:steps) + 1))) AS step_entered,
  sumForEach(arrayMap(k -> toInt64(level = k AND deadline >= :as_of_ms), range(1, toUInt32(:steps) + 1))) AS step_open,
  quantileExactInclusiveForEach(0.5)(arrayMap(k -> step_times[k] - step_times[k - 1], range(2, level + 1))) AS median_previous,
  quantileExactInclusiveForEach(0.5)(arrayMap(k -> step_times[k] - first_entry, range(2, level + 1))) AS median_first
FROM reached
GROUP BY bucket
ORDER BY bucket
