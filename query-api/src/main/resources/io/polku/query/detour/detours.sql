-- One row a detour, with the sums over strata that the judge asks for: of a stratum, n1 took the
-- detour and a of them are lost, n0 did not and b of them are lost.
WITH
{{ways}},
strata AS (
  SELECT stratum, count() AS everybody, countIf(state = 1) AS lost
  FROM ways
  WHERE state != 2
  GROUP BY stratum
),
sums AS (
  SELECT
    way,
    sumIf(n1, n0 > 0) AS compared,
    sumIf(n0, n0 > 0) AS beside,
    sum(n1 * n0 / n) AS weights,
    sum((a * n0 - b * n1) / n) AS differences,
    sum((n1 * n1 * b - n0 * n0 * a + n1 * n0 * (n0 - n1) / 2) / (n * n)) AS p_sum,
    sum((a * (n0 - b) + b * (n1 - a)) / (2 * n)) AS q_sum
  FROM (
    SELECT
      cells.way AS way,
      toFloat64(cells.took) AS n1,
      toFloat64(strata.everybody) - n1 AS n0,
      toFloat64(strata.everybody) AS n,
      toFloat64(cells.lost) AS a,
      toFloat64(strata.lost) - a AS b
    FROM (
      SELECT way, stratum, count() AS took, countIf(state = 1) AS lost
      FROM ways
      WHERE kind = 'detour' AND state != 2
      GROUP BY way, stratum
    ) AS cells
    INNER JOIN strata ON cells.stratum = strata.stratum
  )
  GROUP BY way
)
SELECT
  figures.way,
  toInt64(figures.subjects),
  toInt64(figures.returned),
  toInt64(figures.lost),
  toInt64(figures.open),
  figures.median_ms,
  figures.median_pages,
  figures.logs,
  figures.log_squares,
  toInt64(figures.loops),
  toInt64(figures.quick_backs),
  toInt64(figures.dead_ends),
  toInt64(sums.compared),
  toInt64(sums.beside),
  sums.weights,
  sums.differences,
  sums.p_sum,
  sums.q_sum
FROM (
  SELECT
    way,
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
  WHERE kind = 'detour'
  GROUP BY way
  ORDER BY subjects DESC, way
  LIMIT :rows_max
) AS figures
LEFT JOIN sums ON figures.way = sums.way
