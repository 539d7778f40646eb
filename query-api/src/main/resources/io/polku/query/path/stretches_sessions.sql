-- Sessions that began in the range.
stretches AS (
  SELECT
    visitor_id,
    toUnixTimestamp64Milli(session_start) AS starts,
    toUnixTimestamp64Milli(session_end) AS ends,
    toInt64(0) AS anchor
  FROM ({{sessions}})
)
