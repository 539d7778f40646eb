{{facts}},
-- A session has facts of several days only if it went on over midnight. Facts of those few keep a
-- row of their own in the aggregation (one, not 0), and the best is chosen among them after it.
crossing AS (
  SELECT session_start
  FROM funnel_facts FINAL
  WHERE site = :site
    AND funnel_id = :funnel
    AND version = :version
    AND entry_day >= toDate(:from_day)
    AND entry_day < toDate(:to_day)
    AND toDate(session_start, :zone) != entry_day
),
keyed AS (
  SELECT
    *,
    if(
      session_start IN (SELECT session_start FROM crossing),
      bitXor(toUInt64(visitor_hash), toUInt64(toUnixTimestamp64Milli(session_start)) * 11400714819323198485),
      0) AS subject,
    if(subject = 0, 0, bitXor(subject, toUInt64(entry_day))) AS one
  FROM facts
),
tallies AS (
  SELECT bucket, entry_value, level, is_open, excluded, subjects
  FROM (
    SELECT * FROM (
      SELECT
        bucket,
        entry_value,
        level,
        if(one = 0, still_open, max(still_open) OVER facts_of_subject) AS is_open,
        if(one = 0, stopped, max(most) OVER facts_of_subject > level) AS excluded,
        subjects,
        one = 0 OR best_place = min(best_place) OVER facts_of_subject AS counts
      FROM (
        SELECT
          bucket,
          entry_value,
          level,
          toUnixTimestamp64Milli(deadline) >= :as_of_ms AS still_open,
          unexcluded_level > level AS stopped,
          one,
          min(subject) AS any_subject,
          min(place) AS best_place,
          max(unexcluded_level) AS most,
          count() AS subjects
        FROM keyed
        GROUP BY bucket, entry_value, level, still_open, stopped, one
      )
      WINDOW facts_of_subject AS (PARTITION BY bucket, any_subject)
    )
    WHERE counts
  ){{where}}
),
-- Whoever came to the second step counts with a fact that did.
took AS (
  SELECT
    bucket,
    {{value}} AS value,
    quantileExactInclusiveForEachMergeState(0.5)(previous) AS previous,
    quantileExactInclusiveForEachMergeState(0.5)(first) AS first
  FROM (
    SELECT * FROM (
      SELECT
        bucket,
        entry_value,
        previous,
        first,
        one = 0 OR best_place = min(best_place) OVER (PARTITION BY bucket, any_subject) AS counts
      FROM (
        SELECT
          bucket,
          entry_value,
          one,
          min(subject) AS any_subject,
          min(place) AS best_place,
          quantileExactInclusiveForEachState(0.5)(arrayPopFront(arrayDifference(times))) AS previous,
          quantileExactInclusiveForEachState(0.5)(arrayMap(ms -> ms - entered_at, arrayPopFront(times))) AS first
        FROM (
          SELECT
            bucket,
            entry_value,
            one,
            subject,
            place,
            arrayMap(reached_at -> toUnixTimestamp64Milli(reached_at), keyed.step_times) AS times,
            toUnixTimestamp64Milli(first_entry) AS entered_at
          FROM keyed
          WHERE level > 1
        )
        GROUP BY bucket, entry_value, one
      )
    )
    WHERE counts
  ){{where}}
  GROUP BY bucket, value
)
