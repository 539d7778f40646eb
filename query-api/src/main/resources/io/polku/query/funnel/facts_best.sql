-- A subject once for each bucket, with its best fact: the longest chain, then the one that finishes
-- earliest, then the one that starts latest. That order is one number, place, so that facts are
-- compared without being carried along, and the best are looked up afterwards.
{{several}}
winners AS (
  SELECT
    reinterpretAsUInt128(sipHash128(visitor_id, session_start, bucket)) AS subject,
    min({{place}}) AS place,
    max(deadline) AS last_deadline,
    max(unexcluded_level) AS most
  FROM found{{only_several}}
  GROUP BY subject
),
-- Without a winner a fact is the only one.
winning AS (
  SELECT
    visitor_id,
    session_start,
    bucket,
    level,
    step_times,
    first_entry,
    greatest(deadline, last_deadline) AS deadline,
    entry_value,
    greatest(unexcluded_level, most) > level AS excluded{{detail}}
  FROM (
    SELECT
      *,
      reinterpretAsUInt128(sipHash128(visitor_id, session_start, bucket)) AS subject
    FROM found
  ) AS placed
  LEFT JOIN winners ON placed.subject = winners.subject
  WHERE winners.subject = 0 OR winners.place = {{place}}
),
{{name}} AS (
  SELECT
    visitor_id,
    session_start,
    bucket,
    level,
    step_times,
    first_entry,
    deadline,
    {{value}} AS entry_value,
    excluded{{detail}}
  FROM winning{{where}}
)
