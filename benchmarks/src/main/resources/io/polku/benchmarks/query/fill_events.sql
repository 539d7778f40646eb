-- Sessions {first} to {first} + {sessions} of a shop: about ten events each over 30 days from
-- 2026-06-01, a bit more than one and a half to a visitor; 18 % of the events serve a step of the
-- five-step funnel. The same for the same numbers.
INSERT INTO events (site, visitor_id, event_time, seq, event_id, name, pv, sender_time, received_at,
  url, host, path, path_group, title, device, browser, os, country, items, props, channel)
WITH
  (a, salt) -> (toFloat64(bitAnd(sipHash64(a, salt), 4294967295)) + 0.5) / 4294967296. AS u,
  ['view_item', 'add_to_cart', 'begin_checkout', 'add_payment_info', 'purchase'] AS step_names
SELECT
  'shop',
  lower(hex(sipHash128(visitor))),
  toDateTime64('2026-06-01 00:00:00', 3, 'UTC') + toIntervalMillisecond(start_ms + offs[j]) AS happened_at,
  j,
  toString(reinterpretAsUUID(sipHash128(s, j))),
  multiIf(
    step > 0, step_names[step],
    chance < 0.72, 'page_view',
    chance < 0.82, 'view_item',
    chance < 0.94, 'click', 'scroll') AS event,
  lower(hex(sipHash128(s, 'view'))),
  happened_at,
  happened_at,
  concat('https://shop.example', path),
  'shop.example',
  concat('/p/', toString(toUInt32(exp(u(s, j * 8 + 1) * log(5000))))) AS path,
  '/p/*',
  concat('Page ', path),
  ['desktop', 'mobile', 'tablet'][1 + visitor % 3],
  ['Chrome', 'Safari', 'Firefox'][1 + visitor % 3],
  ['Windows', 'iOS', 'Android'][1 + visitor % 3],
  concat(char(65 + crank % 26), char(65 + intDiv(crank, 26) % 26)),
  if(event IN ('view_item', 'add_to_cart', 'purchase'), [map('item_id', concat('sku-', toString(s % 500)))], []),
  if(event = 'page_view', map(), map('price', toString(s % 100))),
  'web'
FROM
(
  SELECT
    *,
    arrayJoin(range(1, n + 1)) AS j,
    u(s, j * 8 + 3) AS chance,
    if(depth > 0 AND n > depth, arrayFirstIndex(k -> intDiv(k * n, depth + 1) + 1 = j, range(1, depth + 1)), 0) AS step
  FROM
  (
    SELECT
      number AS s,
      sipHash64(number, 'v') % toUInt64({sessions_all:UInt64} * 0.625) AS visitor,
      toUInt32(exp(u(visitor, 'c') * log(60))) AS crank,
      toUInt32(1 + least(199, floor(-log(u(number, 'n')) * 9.5))) AS n,
      arrayCumSum(arrayMap(k -> toInt64(800 - 40000 * log(u(number, 1000000 + k))), range(n))) AS offs,
      toInt64((sipHash64(number, 'day') % 30) * 86400000
        + toInt64(86400000 * ((u(number, 't1') + u(number, 't2') + 0.17) / 2.17))) AS start_ms,
      multiIf(
        u(number, 'd') < 0.40, 0, u(number, 'd') < 0.65, 1, u(number, 'd') < 0.82, 2,
        u(number, 'd') < 0.91, 3, u(number, 'd') < 0.96, 4, 5) AS depth
    FROM numbers({first:UInt64}, {sessions:UInt64})
  )
)
SETTINGS max_block_size = 8192, max_insert_threads = 2, min_insert_block_size_rows = 1048576
