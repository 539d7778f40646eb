-- The earliest time of each step after the one before; the product has neither window nor breakdown.
WITH
actions AS (
  SELECT {{subject}} AS subject, timestamp, event_name
  FROM rybbit
  WHERE site_id = 1 AND timestamp >= '2026-06-01 00:00:00' AND timestamp < '2026-07-01 00:00:00'
),
step1 AS (
  SELECT subject, min(timestamp) AS at FROM actions WHERE event_name = 'view_item' GROUP BY subject
),
step2 AS (
  SELECT s.subject AS subject, min(a.timestamp) AS at
  FROM step1 AS s JOIN actions AS a ON s.subject = a.subject
  WHERE a.timestamp > s.at AND a.event_name = 'add_to_cart' GROUP BY s.subject
),
step3 AS (
  SELECT s.subject AS subject, min(a.timestamp) AS at
  FROM step2 AS s JOIN actions AS a ON s.subject = a.subject
  WHERE a.timestamp > s.at AND a.event_name = 'begin_checkout' GROUP BY s.subject
),
step4 AS (
  SELECT s.subject AS subject, min(a.timestamp) AS at
  FROM step3 AS s JOIN actions AS a ON s.subject = a.subject
  WHERE a.timestamp > s.at AND a.event_name = 'add_payment_info' GROUP BY s.subject
),
step5 AS (
  SELECT s.subject AS subject, min(a.timestamp) AS at
  FROM step4 AS s JOIN actions AS a ON s.subject = a.subject
  WHERE a.timestamp > s.at AND a.event_name = 'purchase' GROUP BY s.subject
)
SELECT
  '',
  sumIf(subjects, level = 1), sumIf(subjects, level = 2), sumIf(subjects, level = 3),
  sumIf(subjects, level = 4), sumIf(subjects, level = 5)
FROM
(
  SELECT 1 AS level, count() AS subjects FROM step1
  UNION ALL SELECT 2, count() FROM step2
  UNION ALL SELECT 3, count() FROM step3
  UNION ALL SELECT 4, count() FROM step4
  UNION ALL SELECT 5, count() FROM step5
)
