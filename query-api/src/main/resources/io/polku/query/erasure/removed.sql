SELECT erasure_id, toString(table_name), toInt64(sum(most)) AS removed
FROM (
  SELECT erasure_id, table_name, max(rows) AS most
  FROM erased_rows
  WHERE site = :site AND erasure_id IN (SELECT arrayJoin(:ids))
  GROUP BY erasure_id, number, table_name
)
GROUP BY erasure_id, table_name
HAVING removed > 0
ORDER BY erasure_id, table_name
