-- A subject stands in a row for each of its values, and once in that of all others.
WITH
{{reached}},
by_item AS (
  SELECT
    *,
    arrayJoin(arrayDistinct(arrayMap(
      text -> if(has({{named}}, text), (toUInt8(0), text), (toUInt8(1), '')),
      if(empty(entry_value), [''], entry_value)))) AS one
  FROM reached
),
timed AS (
  SELECT
    *,
    {{durations}}
  FROM by_item
)
SELECT
  1 AS kind,
  one.1 AS other,
  one.2 AS value,
{{counts}},
  arrayMap(median -> ifNull(median, nan), quantileExactInclusiveForEach(0.5)(from_previous)) AS median_previous,
  arrayMap(median -> ifNull(median, nan), quantileExactInclusiveForEach(0.5)(from_first)) AS median_first,
  toUInt64(0) AS capped_subjects
FROM timed
GROUP BY other, value
ORDER BY other, entered[1] DESC, value
