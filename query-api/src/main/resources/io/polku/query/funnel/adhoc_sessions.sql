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
-- Where a session begins and ends follows from times alone, so only what matters to the funnel is
-- kept whole.
visitors AS (
  SELECT
    visitor_id,
    arraySort(groupArray(ms)) AS times,
    arraySort(groupArrayIf((ms, seq, event_id, mask{{event}}), mask != 0)) AS happened
  FROM coded
  GROUP BY visitor_id
  HAVING countIf(bitAnd(mask, :entry_bits) != 0 AND ms >= :from_ms AND ms < :to_ms) > 0
),
silences AS (
  SELECT
    visitor_id,
    happened,
    times,
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
-- The first and the last time of each session in which somebody enters.
cut AS (
  SELECT
    visitor_id,
    happened,
    arrayMap((ms, before, broken) -> broken OR (ms != before AND has(cut_at, ms)), times, previous, breaks) AS begins,
    arrayJoin(arrayFilter(
      (begun, ended) -> arrayExists(
        event -> bitAnd(event.4, :entry_bits) != 0 AND event.1 >= :from_ms AND event.1 < :to_ms
          AND event.1 >= begun AND event.1 <= ended,
        happened),
      arrayFilter((ms, begin) -> begin, times, begins) AS starts,
      arrayPushBack(arrayPopFront(arrayFilter((before, begin) -> begin, previous, begins)), times[-1]) AS ends)) AS session_start,
    ends[indexOf(starts, session_start)] AS session_end
  FROM cuts
),
subjects AS (
  SELECT
    visitor_id,
    session_start,
    least(session_start + 86400000, session_end + :gap_ms) AS horizon,
    arrayFilter(event -> event.1 >= session_start AND event.1 <= session_end, happened) AS chosen
  FROM cut
)
