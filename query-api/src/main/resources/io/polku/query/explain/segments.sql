-- How far those came that entered with each value of each dimension. Dimensions count from 1.
WITH
{{reached}},
counted AS (
  SELECT
    dimension,
    value,
    count() AS subjects,
    countIf(level = :required) AS reached_last,
    countIf(level < :required AND NOT excluded AND deadline >= :as_of_ms) AS may_still
  FROM (
    SELECT level, excluded, deadline, splitByChar(char(0), entry_value) AS parts
    FROM reached
  )
  ARRAY JOIN parts AS value, arrayEnumerate(parts) AS dimension
  GROUP BY dimension, value
)
SELECT
  toInt64(dimension) AS at,
  value,
  toInt64(subjects) AS entered,
  toInt64(reached_last) AS converted,
  toInt64(may_still) AS open
FROM counted
ORDER BY at, entered DESC, value
LIMIT :values_max BY at
