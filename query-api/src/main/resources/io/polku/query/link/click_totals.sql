SELECT
  toInt64(countIf(name = 'page_view')),
  toInt64(uniqExactIf(visitor_id, name = 'page_view')),
  toInt64(countIf(name = 'click')),
  toInt64(countIf(name = 'dead_click')),
  toInt64(countIf(name = 'rage_click'))
FROM events
WHERE {{here}} AND name IN ('page_view', 'click', 'dead_click', 'rage_click')
