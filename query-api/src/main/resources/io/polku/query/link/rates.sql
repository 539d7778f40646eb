-- What ClusteredRate asks for, with visitors as clusters: for each bucket, half and value alone.
WITH
{{views}},
of_visitors AS (
  SELECT
    visitor_id,
    {{bucket}} AS bucket,
    shown_ms >= :half_ms AS half,
    value,
    count() AS m,
    countIf(clicked_ms > 0) AS x
  FROM views
  WHERE {{counts}}
  GROUP BY visitor_id, bucket, half, value
),
summed AS (
  SELECT
    grouping(bucket) AS no_bucket,
    grouping(half) AS no_half,
    grouping(value) AS no_value,
    bucket,
    half,
    value,
    sum(m) AS trials,
    sum(x) AS successes
  FROM of_visitors
  GROUP BY GROUPING SETS ((visitor_id), (visitor_id, bucket), (visitor_id, half), (visitor_id, value))
)
SELECT
  multiIf(no_bucket = 0, 'bucket', no_half = 0, 'half', no_value = 0, 'value', 'all') AS kind,
  toInt64(bucket) AS bucket,
  toInt64(half) AS half,
  value,
  toInt64(count()) AS clusters,
  toInt64(sum(trials)) AS all_trials,
  toInt64(sum(successes)) AS all_successes,
  toFloat64(sum(successes * successes)) AS squares_x,
  toFloat64(sum(successes * trials)) AS products,
  toFloat64(sum(trials * trials)) AS squares_m
FROM summed
GROUP BY kind, bucket, half, value
ORDER BY all_trials DESC, value
