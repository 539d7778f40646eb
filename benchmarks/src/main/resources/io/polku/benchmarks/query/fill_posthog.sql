INSERT INTO posthog
SELECT
  toUUID(event_id), name, event_time, 1, visitor_id, reinterpretAsUUID(sipHash128(visitor_id)), pv, country, props['price']
FROM events
SETTINGS max_block_size = 65536
