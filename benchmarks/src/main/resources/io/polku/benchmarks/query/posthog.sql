-- Up to where its own program takes over: sorted arrays of (time, id, value, steps) a subject. That
-- program is not run, so this is less than the product does; the chains are not counted.
SELECT
  '', toInt64(count()), toInt64(sum(length(steps))), toInt64(0), toInt64(0), toInt64(0)
FROM
(
  SELECT
    subject,
    arraySort(groupArray((at, uuid, value, arrayFilter(step -> step != 0, [
      1 * step_0, 2 * step_1, 3 * step_2, 4 * step_3, 5 * step_4])))) AS steps
  FROM
  (
    SELECT
      {{subject}} AS subject,
      toFloat64(timestamp) AS at,
      e.uuid AS uuid,
      ifNull(country, '') AS value,
      {{conditions}}
    FROM posthog AS e
    LEFT OUTER JOIN
    (
      SELECT distinct_id, argMax(person_id, version) AS person_id
      FROM posthog_overrides
      WHERE team_id = 1
      GROUP BY distinct_id
    ) AS o ON e.distinct_id = o.distinct_id
    WHERE e.team_id = 1
      AND e.timestamp >= toDateTime64('2026-06-01 00:00:00', 6, 'UTC')
      AND e.timestamp <= toDateTime64('2026-06-30 23:59:59.999999', 6, 'UTC')
      AND event IN ('view_item', 'add_to_cart', 'begin_checkout', 'add_payment_info', 'purchase')
      AND (step_0 = 1 OR step_1 = 1 OR step_2 = 1 OR step_3 = 1 OR step_4 = 1)
  )
  GROUP BY subject
)
