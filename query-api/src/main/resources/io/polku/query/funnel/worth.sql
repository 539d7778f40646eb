-- Facts and chains know times. The event of a step is the visitor's at that time which matches the
-- step; of several in the same millisecond the last in order.
WITH
{{reached}},
steps_reached AS (
  SELECT
    subject,
    visitor_id,
    dropped_at,
    ms,
    step
  FROM (
    SELECT
      row_number() OVER () AS subject,
      visitor_id,
      step_times,
      if(level < :required AND (excluded OR deadline < :as_of_ms), indexOf({{ranks}}, level), 0) AS dropped_at
    FROM reached
  )
  ARRAY JOIN step_times AS ms, arrayEnumerate(step_times) AS step
  WHERE ms > 0
),
worths AS (
  SELECT
    steps_reached.subject AS subject,
    steps_reached.step AS step,
    any(steps_reached.dropped_at) AS dropped_at,
    argMaxIf(
      (happened.worth, happened.currency, happened.is_purchase),
      (happened.seq, happened.event_id),
      bitAnd(happened.mask, {{step_bits}}[steps_reached.step]) != 0) AS one
  FROM (
    SELECT
      visitor_id,
      toUnixTimestamp64Milli(event_time) AS ms,
      seq,
      event_id,
      {{mask}} AS mask,
      toString(events.currency) AS currency,
      name = 'purchase' AS is_purchase,
      arrayMap(
        item -> toFloat64OrZero(toString(item['price']))
          * if(match(item['quantity'], :number), toFloat64OrZero(toString(item['quantity'])), 1),
        arrayFilter(item -> match(item['price'], :number), items)) AS item_worths,
      multiIf(
        isNotNull(events.value), events.value,
        notEmpty(item_worths), toNullable(arraySum(item_worths)),
        NULL) AS worth
    FROM events
    WHERE site = :site
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
      AND mask != 0
  ) AS happened
  RIGHT JOIN steps_reached
    ON steps_reached.visitor_id = happened.visitor_id AND steps_reached.ms = happened.ms
  GROUP BY subject, step
),
subjects_worth AS (
  SELECT
    any(dropped_at) AS dropped_step,
    arraySort(at -> at.1, groupArray((step, isNotNull(one.1), if(isNotNull(one.1), one.2, ''), ifNull(one.1, 0), one.3))) AS at_steps,
    arrayLast(at -> at.2, at_steps) AS last_known
  FROM worths
  GROUP BY subject
),
-- Kind 0 is a step's worth, 1 what was last known of a drop-off, 2 what a purchase at the end brought.
told AS (
  SELECT arrayJoin(arrayConcat(
    arrayMap(at -> (toUInt8(0), toUInt8(at.1), at.2, at.3, at.4), at_steps),
    if(dropped_step > 0, [(toUInt8(1), toUInt8(dropped_step), last_known.2, last_known.3, last_known.4)], []),
    arrayMap(at -> (toUInt8(2), toUInt8(at.1), at.2, at.3, at.4), arrayFilter(at -> at.1 = :steps AND at.5, at_steps)))) AS one
  FROM subjects_worth
)
SELECT
  one.1 AS kind,
  one.2 AS step,
  one.3 AS known,
  one.4 AS currency,
  toInt64(count()) AS subjects,
  round(sum(one.5), 4) AS amount
FROM told
GROUP BY kind, step, known, currency
ORDER BY kind, step, known, amount DESC, currency
