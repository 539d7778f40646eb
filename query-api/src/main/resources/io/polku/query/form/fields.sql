-- A field was touched, or touched last, or refused.
WITH
{{happened}},
fields_told AS (
  SELECT
    form,
    page,
    visitor_id,
    pv,
    arrayJoin(arrayConcat(
      arrayMap(one -> (one.1, 'touched', one.2, ''), fields),
      if(submitted_ms = 0 AND last_field != '', [(last_field, 'last', toFloat64(0), '')], []),
      arrayMap(one -> (one.1, 'error', toFloat64(0), one.2), errors))) AS told
  FROM happened
)
SELECT
  form,
  page,
  told.1 AS field,
  toInt64(countIf(told.2 = 'touched')) AS times_touched,
  toInt64(countIf(told.2 = 'last')) AS times_last,
  toInt64(uniqExactIf((visitor_id, pv), told.2 = 'error')) AS times_refused,
  toFloat64(quantileExactIf(0.5)(told.3, told.2 = 'touched')) AS median_ms,
  sumMapIf([told.4], [toInt64(1)], told.2 = 'error').1 AS reason_names,
  sumMapIf([told.4], [toInt64(1)], told.2 = 'error').2 AS reason_counts,
  toInt64(count() OVER (PARTITION BY form, page)) AS all_fields
FROM fields_told
GROUP BY form, page, field
ORDER BY times_last DESC, times_refused DESC, times_touched DESC, field
LIMIT :fields_max BY form, page
LIMIT :rows_max
