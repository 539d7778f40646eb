WITH
{{reached}},
timed AS (
  SELECT
    *,
    {{durations}}
  FROM reached
)
SELECT
  bucket,
{{counts}},
  arrayMap(median -> ifNull(median, nan), quantileExactInclusiveForEach(0.5)(from_previous)) AS median_previous,
  arrayMap(median -> ifNull(median, nan), quantileExactInclusiveForEach(0.5)(from_first)) AS median_first
FROM timed
GROUP BY bucket
ORDER BY bucket
