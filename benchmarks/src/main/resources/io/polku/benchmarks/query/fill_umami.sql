INSERT INTO umami
SELECT
  toUUID('11111111-1111-4111-8111-111111111111'),
  reinterpretAsUUID(sipHash128(visitor_id)),
  reinterpretAsUUID(sipHash128(pv)),
  toUUID(event_id),
  path,
  if(name = 'page_view', 1, 2),
  if(name = 'page_view', '', toString(name)),
  event_time
FROM events
SETTINGS max_block_size = 65536
