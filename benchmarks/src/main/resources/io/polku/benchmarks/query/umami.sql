-- One join a step; the product has no breakdown.
WITH
level0 AS (
  SELECT {{subject}} AS subject, event_name, created_at
  FROM umami
  WHERE website_id = toUUID('11111111-1111-4111-8111-111111111111')
    AND event_name IN ('view_item', 'add_to_cart', 'begin_checkout', 'add_payment_info', 'purchase')
    AND created_at BETWEEN '2026-06-01 00:00:00' AND '2026-06-30 23:59:59'
),
level1 AS (SELECT * FROM level0 WHERE event_name = 'view_item'),
level2 AS (
  SELECT DISTINCT y.subject AS subject, y.event_name AS event_name, y.created_at AS created_at
  FROM level1 AS x JOIN level0 AS y ON x.subject = y.subject
  WHERE y.created_at BETWEEN x.created_at AND x.created_at + INTERVAL 1440 MINUTE AND y.event_name = 'add_to_cart'
),
level3 AS (
  SELECT DISTINCT y.subject AS subject, y.event_name AS event_name, y.created_at AS created_at
  FROM level2 AS x JOIN level0 AS y ON x.subject = y.subject
  WHERE y.created_at BETWEEN x.created_at AND x.created_at + INTERVAL 1440 MINUTE AND y.event_name = 'begin_checkout'
),
level4 AS (
  SELECT DISTINCT y.subject AS subject, y.event_name AS event_name, y.created_at AS created_at
  FROM level3 AS x JOIN level0 AS y ON x.subject = y.subject
  WHERE y.created_at BETWEEN x.created_at AND x.created_at + INTERVAL 1440 MINUTE AND y.event_name = 'add_payment_info'
),
level5 AS (
  SELECT DISTINCT y.subject AS subject, y.event_name AS event_name, y.created_at AS created_at
  FROM level4 AS x JOIN level0 AS y ON x.subject = y.subject
  WHERE y.created_at BETWEEN x.created_at AND x.created_at + INTERVAL 1440 MINUTE AND y.event_name = 'purchase'
)
SELECT
  '',
  sumIf(subjects, level = 1), sumIf(subjects, level = 2), sumIf(subjects, level = 3),
  sumIf(subjects, level = 4), sumIf(subjects, level = 5)
FROM
(
  SELECT 1 AS level, count(DISTINCT subject) AS subjects FROM level1
  UNION ALL SELECT 2, count(DISTINCT subject) FROM level2
  UNION ALL SELECT 3, count(DISTINCT subject) FROM level3
  UNION ALL SELECT 4, count(DISTINCT subject) FROM level4
  UNION ALL SELECT 5, count(DISTINCT subject) FROM level5
)
