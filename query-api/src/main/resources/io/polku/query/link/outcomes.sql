-- What people did, and under "" all of them together.
WITH
{{views}}
SELECT
  did,
  toInt64(count()) AS happened,
  toInt64(countIf(pages_to_goal > 0)) AS reached,
  toFloat64(quantileExactIf(0.5)(pages_to_goal, pages_to_goal > 0)) AS median_pages,
  toFloat64(quantileExactIf(0.5)(to_goal_ms, pages_to_goal > 0)) AS median_ms,
  toInt64(countIf(clicked_ms > 0)) AS clicked,
  toFloat64(quantileExactIf(0.5)(to_click_ms, clicked_ms > 0)) AS median_to_click_ms
FROM views
WHERE {{counts}}
GROUP BY GROUPING SETS ((did), ())
