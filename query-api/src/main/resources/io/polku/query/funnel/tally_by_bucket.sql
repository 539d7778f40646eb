WITH
{{grouped}}
SELECT
  bucket,
  sumForEach(grouped.entered) AS step_entered,
  sumForEach(grouped.open) AS step_open,
  sumForEach(grouped.stopped) AS step_stopped,
  arrayMap(median -> ifNull(median, nan), quantileExactInclusiveForEachMerge(0.5)(previous)) AS median_previous,
  arrayMap(median -> ifNull(median, nan), quantileExactInclusiveForEachMerge(0.5)(first)) AS median_first
FROM grouped
GROUP BY bucket
ORDER BY bucket
