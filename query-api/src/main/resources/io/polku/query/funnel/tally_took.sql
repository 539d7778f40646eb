took AS (
  SELECT
    bucket,
    {{value}} AS value,
    quantileExactInclusiveForEachState(0.5)(arrayPopFront(arrayDifference(times))) AS previous,
    quantileExactInclusiveForEachState(0.5)(arrayMap(ms -> ms - entered_at, arrayPopFront(times))) AS first
  FROM (
    SELECT
      bucket,
      entry_value,
      arrayMap(reached_at -> toUnixTimestamp64Milli(reached_at), chains.step_times) AS times,
      toUnixTimestamp64Milli(first_entry) AS entered_at
    FROM chains
  )
  GROUP BY bucket, value
)
