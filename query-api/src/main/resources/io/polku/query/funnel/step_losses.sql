-- For each required step but the last: page views around it, of visitors who were not seen at the
-- next one, each with how many events it sent (m) and how many of them nobody received (x).
SELECT
  toInt64(around.1),
  toInt64(count()),
  toInt64(sum(around.2)),
  toInt64(sum(around.3)),
  sum(toFloat64(around.3) * around.3),
  sum(toFloat64(around.3) * around.2),
  sum(toFloat64(around.2) * around.2)
FROM (
  SELECT
    arrayJoin(arrayMap(k -> (k, m, x),
      arrayFilter(k -> left_at[k] > 0 AND finish >= left_at[k] AND start <= left_at[k] + :around_ms,
        range(1, toUInt32(:steps))))) AS around
  FROM (
    SELECT
      max(who) AS visitor,
      toInt64(greatest(max(number), max(told))) AS m,
      toInt64(countIf(how = 0)) AS stored,
      greatest(0, m - stored) AS x,
      minIf(happened, how = 0 OR number = 0) AS start,
      max(happened) AS finish
    FROM (
      SELECT
        cityHash64(visitor_id) AS who,
        cityHash64(pv) AS view,
        seq AS number,
        toUInt32(0) AS told,
        0 AS how,
        toUnixTimestamp64Milli(event_time) AS happened,
        toUnixTimestamp64Milli(received_at) AS received
      FROM events
      WHERE site = :site AND pv != '' AND seq > 0
        AND event_time >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms))
        AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
      UNION ALL
      SELECT
        cityHash64(visitor_id),
        cityHash64(prev_pv),
        toUInt32(0),
        prev_seq,
        1,
        toUnixTimestamp64Milli(event_time),
        toUnixTimestamp64Milli(received_at)
      FROM events
      WHERE site = :site AND prev_pv != '' AND prev_seq > 0
        AND event_time >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms))
        AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
    )
    GROUP BY view
    HAVING m <= :events_max AND max(received) < :settled_ms
  ) AS views
  INNER JOIN (
    -- When a visitor was last at a step; 0 where the next one was seen after the first time there.
    SELECT
      cityHash64(visitor_id) AS visitor,
      {{firsts}} AS first_at,
      {{lasts}} AS last_at,
      {{latests}} AS latest_at,
      arrayMap(k -> if(first_at[k] > 0 AND latest_at[k + 1] < first_at[k], last_at[k], 0),
        range(1, toUInt32(:steps))) AS left_at
    FROM (
      SELECT visitor_id, toUnixTimestamp64Milli(event_time) AS happened, {{mask}} AS mask
      FROM events
      WHERE site = :site
        AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
        AND event_time < fromUnixTimestamp64Milli(toInt64(:until_ms))
        AND mask != 0
    )
    GROUP BY visitor
    HAVING arrayExists(at -> at > 0, left_at)
  ) AS steps USING (visitor)
)
GROUP BY around.1
ORDER BY around.1
