{{reached}},
timed AS (
  SELECT
    *,
    {{durations}}
  FROM reached
),
grouped AS (
  SELECT
    entry_value,
{{counts}},
    quantileExactInclusiveForEachState(0.5)(from_previous) AS previous,
    quantileExactInclusiveForEachState(0.5)(from_first) AS first{{capped_state}}
  FROM timed
  GROUP BY entry_value
)
