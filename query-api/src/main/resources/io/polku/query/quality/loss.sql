-- Page views, each with how many events it sent (m), and how many of them nobody received (x).
-- A row says a number of a page view that was stored (how 0) or refused (how 2), or how far a page
-- view had counted when the next one began in its tab (how 1). Repeats were removed before.
SELECT
  toInt64(multiIf(grouping(page) = 0, 1, grouping(view_browser) = 0, 2, grouping(view_tracker) = 0, 3, 0)) AS what,
  multiIf(what = 1, page, what = 2, view_browser, what = 3, view_tracker, '') AS value,
  toInt64(countIf(state = 0)),
  toInt64(sumIf(m, state = 0)),
  toInt64(sumIf(x, state = 0)) AS lost,
  toInt64(sumIf(refused, state = 0)),
  sumIf(toFloat64(x) * x, state = 0),
  sumIf(toFloat64(x) * m, state = 0),
  sumIf(toFloat64(m) * m, state = 0),
  toInt64(countIf(state = 1)),
  toInt64(countIf(state = 2))
FROM (
  SELECT
    toInt64(greatest(max(number), max(told))) AS m,
    toInt64(countIf(how = 0)) AS stored,
    least(toInt64(countIf(how = 2)), greatest(0, m - stored)) AS refused,
    greatest(0, m - stored - refused) AS x,
    multiIf(m > :events_max, 2, max(received) >= :settled_ms, 1, 0) AS state,
    -- Of a page view of which nothing came, only the next one tells.
    if(stored > 0, anyIf(path_, how = 0), anyIf(path_, how = 1)) AS page,
    anyIf(browser_, how < 2) AS view_browser,
    anyIf(tracker_, how < 2) AS view_tracker
  FROM (
    SELECT
      cityHash64(pv) AS view,
      seq AS number,
      toUInt32(0) AS told,
      0 AS how,
      toUnixTimestamp64Milli(event_time) AS happened,
      toUnixTimestamp64Milli(received_at) AS received,
      if(path_group = '', path, path_group) AS path_,
      toString(browser) AS browser_,
      toString(tracker) AS tracker_
    FROM events
    WHERE site = :site AND pv != '' AND seq > 0
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
    UNION ALL
    SELECT
      cityHash64(prev_pv),
      toUInt32(0),
      prev_seq,
      1,
      toUnixTimestamp64Milli(event_time),
      toUnixTimestamp64Milli(received_at),
      path(prev_url),
      toString(browser),
      toString(tracker)
    FROM events
    WHERE site = :site AND prev_pv != '' AND prev_seq > 0
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
    UNION ALL
    SELECT DISTINCT
      cityHash64(JSONExtractString(original, 'pv')),
      toUInt32(JSONExtractUInt(original, 'seq')) AS number,
      toUInt32(0),
      2,
      toUnixTimestamp64Milli(received_at),
      toUnixTimestamp64Milli(received_at),
      '',
      '',
      ''
    FROM rejected
    WHERE site = :site AND JSONExtractString(original, 'pv') != '' AND number > 0
      AND received_at >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms))
      AND received_at < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
  )
  GROUP BY view
  HAVING countIf(how < 2) > 0
    AND if(stored > 0, minIf(happened, how = 0), minIf(happened, how = 1)) >= :from_ms
    AND if(stored > 0, minIf(happened, how = 0), minIf(happened, how = 1)) < :to_ms
)
GROUP BY GROUPING SETS ((), (page), (view_browser), (view_tracker))
ORDER BY what, lost DESC, value
LIMIT :rows BY what
