INSERT INTO rybbit
SELECT
  1, event_time, pv, visitor_id, path,
  if(name = 'page_view', 'pageview', 'custom_event'),
  if(name = 'page_view', '', toString(name)),
  country
FROM events
SETTINGS max_block_size = 65536
