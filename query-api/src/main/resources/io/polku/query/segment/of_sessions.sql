-- What is known of each session that holds a time of the range.
SELECT
  stored.visitor_id AS visitor_id,
  stored.start_ms AS start_ms,
  stored.end_ms AS end_ms{{columns}}
FROM (
  SELECT
    visitor_id,
    toUnixTimestamp64Milli(session_start) AS start_ms,
    toUnixTimestamp64Milli(session_end) AS end_ms,
    entry_path
  FROM sessions FINAL
  WHERE site = :site
    AND session_start >= fromUnixTimestamp64Milli(toInt64(:from_ms))
    AND session_start < fromUnixTimestamp64Milli(toInt64(:to_ms))
) AS stored
{{firsts}}
{{happened}}
