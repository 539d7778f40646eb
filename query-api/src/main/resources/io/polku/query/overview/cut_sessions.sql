-- The same rows as stored sessions, cut from the events: for a site with late events, which stored
-- sessions do not hold. Whoever was busy for a day and a gap before the range is read wholly.
WITH
unsure AS (
  SELECT visitor_id
  FROM (
    SELECT
      visitor_id,
      arraySort(groupArray(toUnixTimestamp64Milli(event_time))) AS before
    FROM events
    WHERE site = :site
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:from_ms))
    GROUP BY visitor_id
  )
  WHERE before[1] <= :scan_from_ms + :gap_ms
    AND before[-1] >= :from_ms - :gap_ms
    AND arrayAll((a, b) -> a - b <= :gap_ms, arrayPopFront(before), arrayPopBack(before))
),
visitors AS (
  SELECT
    visitor_id,
    arraySort(groupArray((toUnixTimestamp64Milli(event_time), seq, event_id, path, name = 'page_view', name = 'purchase', toString(referrer_host)))) AS happened
  FROM events
  WHERE site = :site
    AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
    AND (event_time >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms)) OR visitor_id IN (unsure))
  GROUP BY visitor_id
  HAVING max(event_time) >= fromUnixTimestamp64Milli(toInt64(:from_ms))
),
silences AS (
  SELECT
    happened,
    happened.1 AS times,
    arrayPushFront(arrayPopBack(times), times[1] - :gap_ms - 1) AS previous,
    arrayMap((ms, before) -> ms - before > :gap_ms, times, previous) AS breaks,
    arrayFill((ms, broken) -> broken, times, breaks) AS busy_since,
    arrayExists((ms, since) -> ms - since > 86400000, times, busy_since) AS too_long
  FROM visitors
),
cuts AS (
  SELECT
    happened,
    times,
    previous,
    breaks,
    arrayFold(
      (acc, ms, broken) -> if(
        broken,
        (ms, acc.2),
        if(ms - acc.1 > 86400000, (ms, arrayPushBack(acc.2, ms)), acc)),
      if(too_long, times, []),
      if(too_long, breaks, []),
      (toInt64(0), CAST([], 'Array(Int64)'))).2 AS cut_at
  FROM silences
),
cut AS (
  SELECT
    arrayJoin(arraySplit(
      (event, begins) -> begins,
      happened,
      arrayMap((ms, before, broken) -> broken OR (ms != before AND has(cut_at, ms)), times, previous, breaks))) AS one,
    arrayFilter(page -> page != '', one.4) AS pages
  FROM cuts
)
SELECT
  fromUnixTimestamp64Milli(one[1].1) AS session_start,
  fromUnixTimestamp64Milli(one[-1].1) AS session_end,
  arrayCount(viewed -> viewed, one.5) AS page_views,
  arrayCount(bought -> bought, one.6) AS purchases,
  pages[1] AS entry_path,
  pages[-1] AS exit_path,
  one[1].7 AS referrer_host
FROM cut
WHERE one[1].1 >= :from_ms AND one[1].1 < :to_ms
