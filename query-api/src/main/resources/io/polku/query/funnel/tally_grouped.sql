{{tallied}},
counts AS (
  SELECT
    bucket,
    {{value}} AS value,
    sumForEach(arrayMap(rank -> toInt64(if(level >= rank, subjects, 0)), range(1, :steps + 1))) AS entered,
    sumForEach(arrayMap(rank -> toInt64(if(level = rank AND NOT excluded AND is_open, subjects, 0)), range(1, :steps + 1))) AS open,
    sumForEach(arrayMap(rank -> toInt64(if(level = rank AND excluded, subjects, 0)), range(1, :steps + 1))) AS stopped
  FROM tallies
  GROUP BY bucket, value
),
grouped AS (
  SELECT
    counts.bucket AS bucket,
    counts.value AS entry_value,
    counts.entered AS entered,
    counts.open AS open,
    counts.stopped AS stopped,
    took.previous AS previous,
    took.first AS first
  FROM counts
  LEFT JOIN took ON counts.bucket = took.bucket AND counts.value = took.value
)
