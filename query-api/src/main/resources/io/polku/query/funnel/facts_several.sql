-- A session has facts of several days only if it went on over midnight.
crossing AS (
  SELECT toUnixTimestamp64Milli(funnel_facts.session_start) AS session_start
  FROM funnel_facts FINAL
  WHERE site = :site
    AND funnel_id = :funnel
    AND version = :version
    AND entry_day >= toDate(:from_day)
    AND entry_day < toDate(:to_day)
    AND toDate(funnel_facts.session_start, :zone) != entry_day
),
