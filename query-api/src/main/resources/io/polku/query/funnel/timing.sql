-- For each step after the first, since the step before (0) and since the first entry (1).
WITH
{{reached}},
timed AS (
  SELECT
    *,
    {{durations}}
  FROM reached
),
took AS (
  SELECT arrayJoin(arrayConcat(
    arrayMap((ms, place) -> (toUInt8(0), toUInt8(place + 1), toNullable(ms)), from_previous, arrayEnumerate(from_previous)),
    arrayMap((ms, place) -> (toUInt8(1), toUInt8(place + 1), toNullable(ms)), from_first, arrayEnumerate(from_first)))) AS one
  FROM timed
)
SELECT
  one.1 AS since,
  one.2 AS step,
  toInt64(count()) AS subjects,
  avg(assumeNotNull(one.3)) AS mean,
  quantilesExactInclusive(0.25, 0.5, 0.75, 0.9, 0.95)(assumeNotNull(one.3)) AS quantiles,
  sumForEach(arrayMap(edge -> toInt64(assumeNotNull(one.3) >= edge), {{edges}})) AS not_below
FROM took
WHERE isNotNull(one.3)
GROUP BY since, step
ORDER BY since, step
