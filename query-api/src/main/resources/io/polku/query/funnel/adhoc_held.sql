{{parts}},
-- A part once for each value that an entering event carries. Other events lose their part in the
-- funnel: those with another value altogether, those without any may still exclude.
held_values AS (
  SELECT
    *,
    arrayDistinct(arrayFlatten(arrayFilter((carried, start) -> start >= 0, held, starts_1))) AS entry_held
  FROM parts
),
valued AS (
  SELECT
    visitor_id,
    session_start,
    horizon,
    bucket,
    times,
    held,
    masks AS all_masks,
    starts_1 AS all_starts{{entry_values}},
    length(entry_held) > :held_max AS capped,
    arrayJoin(arraySlice(entry_held, 1, :held_max)) AS value
  FROM held_values
),
value_masks AS (
  SELECT
    *,
    arrayMap(
      (mask, carried) -> multiIf(
        has(carried, value), mask,
        empty(carried), bitAnd(mask, :lone_bits),
        bitAnd(mask, :other_bits)),
      all_masks, held) AS masks
  FROM valued
),
held_parts AS (
  SELECT
    *,
    arrayMap((mask, start) -> if(bitAnd(mask, :entry_bits) != 0, start, -1), masks, all_starts) AS starts_1
  FROM value_masks
)
