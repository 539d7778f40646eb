WITH
{{happened}}
SELECT
  form,
  page,
  toInt64(count()) AS started,
  toInt64(countIf(submitted_ms > 0)) AS submitted,
  toFloat64(quantileExactIf(0.5)(submitted_ms - started_ms, submitted_ms > 0)) AS median_ms,
  toInt64(countIf(submitted_ms = 0 AND last_field != '')) AS told,
  toInt64(count() OVER ()) AS all_forms,
  toInt64(sum(started) OVER ()) AS all_started
FROM happened
GROUP BY form, page
ORDER BY started DESC, form, page
LIMIT :forms_max
