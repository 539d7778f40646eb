WITH
{{ways}},
links AS (
  SELECT
    depth,
    from_node,
    to_node,
    sum(subjects) AS n
  FROM ways
  ARRAY JOIN
    arrayEnumerate(way) AS depth,
    way AS to_node,
    arrayPushFront(arrayPopBack(way), '') AS from_node
  GROUP BY depth, from_node, to_node
),
-- All that comes to a node goes on from it, so a node has the same place on both its sides.
summed AS (
  SELECT
    *,
    startsWith(to_node, 'x') AS ended,
    sum(n) OVER (PARTITION BY depth, from_node) AS from_n,
    sum(n) OVER (PARTITION BY depth, to_node) AS to_n
  FROM links
),
placed AS (
  SELECT
    *,
    dense_rank() OVER (PARTITION BY depth ORDER BY from_n DESC, from_node) AS from_place,
    dense_rank() OVER (PARTITION BY depth ORDER BY ended, to_n DESC, to_node) AS to_place
  FROM summed
)
SELECT
  toInt64(depth) AS at,
  if(from_place > :values_max, 'o', from_node) AS left,
  if(to_place > :values_max AND NOT ended, 'o', to_node) AS right,
  toInt64(sum(n)) AS link_subjects
FROM placed
GROUP BY at, left, right
ORDER BY at, link_subjects DESC, left, right
