-- A subject once for each bucket: its best day, and until when any of its days could still rise.
best AS (
  SELECT
    visitor_id,
    session_start,
    {{bucket}} AS bucket,
    argMin(
      (
        toUInt32(level),
        arrayMap(reached_at -> toUnixTimestamp64Milli(reached_at), step_times),
        toUnixTimestamp64Milli(first_entry),
        toString({{value}})
      ),
      (-toInt16(level), step_times[level], -toUnixTimestamp64Milli(step_times[1]))
    ) AS best,
    max(toUnixTimestamp64Milli(deadline)) AS deadline
  FROM funnel_facts FINAL
  WHERE site = :site
    AND funnel_id = :funnel
    AND version = :version
    AND entry_day >= toDate(:from_day)
    AND entry_day < toDate(:to_day)
  GROUP BY visitor_id, session_start, bucket
),
reached AS (
  SELECT
    bucket,
    best.1 AS level,
    best.2 AS step_times,
    best.3 AS first_entry,
    deadline,
    best.4 AS entry_value
  FROM best
)
