{{subjects}},
-- A subject once for each bucket in which it enters.
entered AS (
  SELECT
    visitor_id,
    session_start,
    horizon,
    chosen.1 AS times,
    chosen.4 AS masks,
    chosen.5 AS days,
    chosen.6 AS entry_values,
    arrayMap(
      (ms, mask, entry_bucket) -> if(bitTest(mask, 0) AND ms >= :from_ms AND ms < :to_ms, entry_bucket, -1),
      times, masks, chosen.7) AS buckets,
    arrayJoin(arrayFilter(entry_bucket -> entry_bucket >= 0, arrayDistinct(buckets))) AS bucket
  FROM subjects
),
-- latest[k][i]: the latest start (an index, 0 for none) of a chain of k steps that ends at event i.
-- Where it is not 0 it never falls as i grows, so "the latest so far" is "the last one that is not
-- 0", which arrayFill carries forward.
programs AS (
  SELECT
    visitor_id,
    session_start,
    horizon,
    times,
    days,
    entry_values,
    bucket,
    arrayFold(
      (acc, k) -> arrayPushBack(
        acc,
        arrayMap(
          (mask, ms, start) -> if(bitTest(mask, k) AND start > 0 AND ms - times[start] <= :window_ms, start, 0),
          masks,
          times,
          arrayPopBack(arrayPushFront(arrayFill(start -> start > 0, acc[-1]), 0)))),
      range(1, toUInt32(:steps)),
      [arrayMap((entry_bucket, i) -> if(entry_bucket = bucket, i, 0), buckets, arrayEnumerate(times))]) AS latest
  FROM entered
),
levels AS (
  SELECT
    *,
    toUInt32(arrayCount(starts -> arrayExists(start -> start > 0, starts), latest)) AS level
  FROM programs
),
-- From the event at which the longest chain finishes first, back: each earlier step is the latest
-- that fits.
chains AS (
  SELECT
    *,
    arrayFold(
      (acc, k) -> arrayPushFront(
        acc,
        arrayLastIndex(start -> start > 0, arraySlice(latest[k], 1, acc[1] - 1))),
      arrayReverse(range(1, level)),
      [arrayFirstIndex(start -> start > 0, latest[level])]) AS chain,
    arrayFilter((ms, start) -> start > 0, times, latest[1]) AS entries,
    arrayFilter((ms, start, day) -> start > 0 AND day = days[chain[1]], times, latest[1], days) AS entries_of_day
  FROM levels
),
reached AS (
  SELECT
    bucket,
    level,
    arrayMap(i -> times[i], chain) AS step_times,
    entries_of_day[1] AS first_entry,
    least(entries[-1] + :window_ms, horizon) AS deadline,
    entry_values[chain[1]] AS entry_value
  FROM chains
)
