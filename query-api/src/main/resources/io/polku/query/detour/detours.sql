-- One row a step of a funnel, end (0 the next step, 1 the end of the funnel) and way: n1 subjects of a stratum went it and a of them are lost, n0 did not and b are lost.
WITH
{{ways}},
grouped AS (
  SELECT
    place_no,
    ended.1 AS end,
    kind,
    way,
    stratum,
    grouping(stratum) = 1 AS whole,
    count() AS subjects,
    countIf(ended.2 = 0) AS returned,
    countIf(ended.2 = 1) AS lost,
    countIf(ended.2 = 2) AS open,
    toFloat64(quantileExactIf(0.5)(took_ms, state = 0)) AS median_ms,
    toFloat64(quantileExactIf(0.5)(pages, state = 0)) AS median_pages,
    toFloat64(sumIf(log(took_ms), state = 0)) AS logs,
    toFloat64(sumIf(log(took_ms) * log(took_ms), state = 0)) AS log_squares,
    countIf(is_loop) AS loops,
    countIf(is_quick_back) AS quick_backs,
    countIf(is_dead_end) AS dead_ends
  FROM ways
  ARRAY JOIN [{{ends}}] AS ended
  GROUP BY GROUPING SETS ((place_no, end, kind, way), (place_no, end, kind, way, stratum))
),
beside AS (
  SELECT
    *,
    toFloat64(if(whole, 0, returned + lost)) AS n1,
    toFloat64(if(whole, 0, lost)) AS a,
    sum(a) OVER (PARTITION BY place_no, end, stratum) - a AS b,
    sum(n1) OVER (PARTITION BY place_no, end, stratum) - n1 AS n0
  FROM grouped
)
SELECT
  toInt64(place_no) AS at_place,
  toInt64(end) AS end_no,
  kind,
  way,
  toInt64(sumIf(subjects, whole)) AS all_subjects,
  toInt64(sumIf(returned, whole)),
  toInt64(sumIf(lost, whole)),
  toInt64(sumIf(open, whole)),
  maxIf(median_ms, whole),
  maxIf(median_pages, whole),
  sumIf(logs, whole),
  sumIf(log_squares, whole),
  toInt64(sumIf(loops, whole)),
  toInt64(sumIf(quick_backs, whole)),
  toInt64(sumIf(dead_ends, whole)),
{{sums}}
FROM beside
GROUP BY at_place, end_no, kind, way
ORDER BY at_place, end_no, kind = 'detour', all_subjects DESC, way
LIMIT :rows_max BY at_place, end_no
