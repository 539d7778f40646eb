INSERT INTO plausible
SELECT 1, name, sipHash64(visitor_id), sipHash64(pv), toDateTime(event_time), path, country,
  mapKeys(props), mapValues(props)
FROM events
SETTINGS max_block_size = 65536
