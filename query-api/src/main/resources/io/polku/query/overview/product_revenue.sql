SELECT
  value,
  in_currency,
  sum(ifNull(price, 0) * quantity) AS amount
FROM ({{items}})
WHERE code = 4 AND price IS NOT NULL
GROUP BY value, in_currency
ORDER BY amount DESC, in_currency
