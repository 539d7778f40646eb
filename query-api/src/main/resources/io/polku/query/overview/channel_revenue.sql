-- What was paid in the sessions of each value.
SELECT
  toString(began.{{column}}) AS of_value,
  toString(bought.currency) AS in_currency,
  sum(bought.paid) AS amount
FROM (
  SELECT visitor_id, event_time, currency, ifNull(value, 0) AS paid
  FROM events
  WHERE site = :site
    AND name = 'purchase'
    AND value IS NOT NULL
    AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
    AND event_time < fromUnixTimestamp64Milli(toInt64(:sessions_to_ms))
) AS bought
ASOF INNER JOIN ({{sessions}}) AS began
  ON began.visitor_id = bought.visitor_id AND bought.event_time >= began.session_start
WHERE bought.event_time <= began.session_end
GROUP BY of_value, in_currency
ORDER BY amount DESC, in_currency
