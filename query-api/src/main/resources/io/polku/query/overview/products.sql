-- Kind 0 is everything, kind 1 one row a value, the rest together as one.
SELECT
  kind,
  other,
  shown,
  max(a_name),
  toInt64(sum(views)),
  toInt64(sum(carts)),
  toInt64(sum(purchases)),
  toInt64(countIf(bitAnd(did, 1) != 0)),
  toInt64(countIf(bitAnd(did, 2) != 0)),
  toInt64(countIf(bitAnd(did, 4) != 0)),
  toInt64(countIf(bitAnd(did, 3) = 3)),
  toInt64(countIf(bitAnd(did, 5) = 5)),
  toInt64(countIf(bitAnd(did, 6) = 6)),
  toFloat64(sum(pieces)),
  toInt64(sum(unpriced))
FROM (
  SELECT
    arrayJoin([0, 1]) AS kind,
    kind = 1 AND NOT has(:top, value) AS other,
    if(kind = 1 AND NOT other, value, '') AS shown,
    visitor_id,
    groupBitOr(code) AS did,
    countIf(code = 1) AS views,
    countIf(code = 2) AS carts,
    countIf(code = 4) AS purchases,
    sumIf(quantity, code = 4) AS pieces,
    countIf(code = 4 AND price IS NULL) AS unpriced,
    max(item_name) AS a_name
  FROM ({{items}})
  GROUP BY kind, other, shown, visitor_id
)
GROUP BY kind, other, shown
ORDER BY kind, other, shown
