WITH
{{ways}}
SELECT
  kind,
  toInt64(count()) AS subjects,
  toFloat64(quantileExactIf(0.5)(took_ms, state = 0)) AS median_ms,
  toInt64(countIf(state = 0)) AS returned,
  toFloat64(sumIf(log(took_ms), state = 0)) AS logs,
  toFloat64(sumIf(log(took_ms) * log(took_ms), state = 0)) AS log_squares
FROM ways
GROUP BY kind
