-- Tables whose files hold deleted rows, unless they were cleaned in the last day or are being.
SELECT DISTINCT table
FROM system.parts
WHERE database = currentDatabase()
  AND active
  AND has_lightweight_delete
  AND table NOT IN (
    SELECT table
    FROM system.mutations
    WHERE database = currentDatabase()
      AND position(command, 'APPLY DELETED MASK') > 0
      AND (NOT is_done OR create_time > now() - INTERVAL 1 DAY)
  )
ORDER BY table
