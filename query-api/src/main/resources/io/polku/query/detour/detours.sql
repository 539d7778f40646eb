-- One row a way, with the sums over strata that the judge asks for: of a stratum with n decided
-- subjects, n1 went this way and a of them are lost, n0 did not and b of them are lost.
WITH
{{ways}},
grouped AS (
  SELECT
    kind,
    way,
    stratum,
    grouping(stratum) = 1 AS whole,
    count() AS subjects,
    countIf(state = 0) AS returned,
    countIf(state = 1) AS lost,
    countIf(state = 2) AS open,
    toFloat64(quantileExactIf(0.5)(took_ms, state = 0)) AS median_ms,
    toFloat64(quantileExactIf(0.5)(pages, state = 0)) AS median_pages,
    toFloat64(sumIf(log(took_ms), state = 0)) AS logs,
    toFloat64(sumIf(log(took_ms) * log(took_ms), state = 0)) AS log_squares,
    countIf(is_loop) AS loops,
    countIf(is_quick_back) AS quick_backs,
    countIf(is_dead_end) AS dead_ends
  FROM ways
  GROUP BY GROUPING SETS ((kind, way), (kind, way, stratum))
),
beside AS (
  SELECT
    *,
    toFloat64(if(whole, 0, returned + lost)) AS n1,
    toFloat64(if(whole, 0, lost)) AS a,
    sum(n1) OVER (PARTITION BY stratum) AS n,
    sum(a) OVER (PARTITION BY stratum) - a AS b,
    n - n1 AS n0
  FROM grouped
)
SELECT
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
  toInt64(sumIf(n1, n0 > 0)),
  toInt64(sumIf(n0, n1 > 0)),
  sumIf(n1 * n0 / n, n > 0),
  sumIf((a * n0 - b * n1) / n, n > 0),
  sumIf((n1 * n1 * b - n0 * n0 * a + n1 * n0 * (n0 - n1) / 2) / (n * n), n > 0),
  sumIf((a * (n0 - b) + b * (n1 - a)) / (2 * n), n > 0)
FROM beside
GROUP BY kind, way
ORDER BY kind = 'detour', all_subjects DESC, way
LIMIT :rows_max
