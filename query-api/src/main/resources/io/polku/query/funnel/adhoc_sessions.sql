-- Sessions are cut from all events of a visitor, then those that matter to the funnel are kept.
--
-- The scan begins a day and a gap before the range. Whoever was busy all that time may be in a
-- session that began even earlier, or in one whose cuts at 24 hours depend on when it all began;
-- of those visitors everything is read.
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
coded AS (
  SELECT
    visitor_id,
    toUnixTimestamp64Milli(event_time) AS ms,
    seq,
    event_id,
    {{mask}} AS mask{{columns}}
  FROM events
  WHERE site = :site
    AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
    AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
    AND (event_time >= fromUnixTimestamp64Milli(toInt64(:scan_from_ms)) OR visitor_id IN (unsure))
),
visitors AS (
  SELECT
    visitor_id,
    arraySort(groupArray((ms, seq, if(mask = 0, '', event_id), mask{{event}}))) AS happened
  FROM coded
  GROUP BY visitor_id
  HAVING countIf(bitAnd(mask, :entry_bits) != 0 AND ms >= :from_ms AND ms < :to_ms) > 0
),
silences AS (
  SELECT
    visitor_id,
    happened,
    happened.1 AS times,
    arrayPushFront(arrayPopBack(times), times[1] - :gap_ms - 1) AS previous,
    arrayMap((ms, before) -> ms - before > :gap_ms, times, previous) AS breaks,
    arrayFill((ms, broken) -> broken, times, breaks) AS busy_since,
    arrayExists((ms, since) -> ms - since > 86400000, times, busy_since) AS too_long
  FROM visitors
),
-- A stretch without a break that is longer than a day is cut one session after the other: where
-- each begins depends on where the one before began.
cuts AS (
  SELECT
    visitor_id,
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
    visitor_id,
    arrayJoin(arraySplit(
      (event, begins) -> begins,
      happened,
      arrayMap((ms, before, broken) -> broken OR (ms != before AND has(cut_at, ms)), times, previous, breaks))) AS one
  FROM cuts
),
subjects AS (
  SELECT
    visitor_id,
    one[1].1 AS session_start,
    least(one[1].1 + 86400000, one[-1].1 + :gap_ms) AS horizon,
    arrayFilter(event -> event.4 != 0, one) AS chosen
  FROM cut
  WHERE arrayExists(event -> bitAnd(event.4, :entry_bits) != 0 AND event.1 >= :from_ms AND event.1 < :to_ms, one)
)
