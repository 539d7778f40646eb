-- Items of what was viewed (1), put into carts (2) and bought (4).
SELECT
  visitor_id,
  multiIf(name = 'view_item', 1, name = 'add_to_cart', 2, 4) AS code,
  toString(currency) AS in_currency,
  toString(item[:field]) AS value,
  toString(item['item_name']) AS item_name,
  toFloat64OrNull(toString(item['price'])) AS price,
  ifNull(toFloat64OrNull(toString(item['quantity'])), 1) AS quantity
FROM events
ARRAY JOIN items AS item
WHERE site = :site
  AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
  AND name IN ('view_item', 'add_to_cart', 'purchase')
  AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
  AND {{fits}}
