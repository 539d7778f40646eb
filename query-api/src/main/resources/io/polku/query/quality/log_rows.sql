-- Of all sites, of the log below the offsets that the sink has committed: what is stored, and what
-- was and went with its visitor.
SELECT
  toInt64(
    (SELECT count() FROM events WHERE _offset < :below[_partition + 1])
    + (SELECT count() FROM duplicates WHERE _offset < :below[_partition + 1])
    + (SELECT sum(sign) FROM held FINAL WHERE _offset < :below[_partition + 1])),
  toInt64(
    (
      SELECT sum(most)
      FROM (
        SELECT max(rows) AS most
        FROM erased_rows
        WHERE table_name IN ('events', 'duplicates')
        GROUP BY site, erasure_id, number, table_name
      )
    )
    + (SELECT count() FROM rejected WHERE code = 'erased_meanwhile' AND _offset < :letters_below[_partition + 1]))
