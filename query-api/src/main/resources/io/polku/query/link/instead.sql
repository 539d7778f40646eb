WITH
{{views}}
SELECT
  tupleElement(first, 1),
  tupleElement(first, 2),
  tupleElement(first, 3),
  tupleElement(first, 4),
  tupleElement(first, 5),
  toInt64(happened),
  toInt64(sum(happened) OVER ()) AS all_happened
FROM (
  SELECT clicks[1].4 AS first, count() AS happened
  FROM views
  WHERE {{counts}} AND notEmpty(clicks) AND NOT clicks[1].3
  GROUP BY first
)
ORDER BY happened DESC, first
LIMIT :rows_max
