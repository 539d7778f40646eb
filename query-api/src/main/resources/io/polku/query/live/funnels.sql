-- Who entered today, and who came to the end.
SELECT id, toInt64(count()), toInt64(countIf(best >= required))
FROM (
  SELECT asked.1 AS id, any(asked.3) AS required, max(level) AS best
  FROM (
    SELECT toString(funnel_id) AS id, toInt64(version) AS number, visitor_id, session_start, value, level
    FROM funnel_facts FINAL
    WHERE site = :site
      AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
      AND funnel_id IN (SELECT arrayJoin(:ids))
      AND entry_day = toDate(:day)
  ) AS facts
  INNER JOIN (
    SELECT arrayJoin(arrayZip(:ids, :versions, :required, :pairs)) AS asked, asked.1 AS id, asked.2 AS number
  ) AS sought ON facts.id = sought.id AND facts.number = sought.number
  GROUP BY asked.1, visitor_id, session_start, if(asked.4 = 1, value, '')
)
GROUP BY id
