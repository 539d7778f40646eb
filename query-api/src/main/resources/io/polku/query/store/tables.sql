-- Too many parts of one partition make ClickHouse slow down inserts, so the most of one is told.
SELECT
    table,
    sum(parts_of_partition),
    max(parts_of_partition),
    sum(rows_of_partition),
    sum(bytes_of_partition)
FROM
(
    SELECT
        table,
        count() AS parts_of_partition,
        sum(rows) AS rows_of_partition,
        sum(bytes_on_disk) AS bytes_of_partition
    FROM system.parts
    WHERE active AND database = currentDatabase()
    GROUP BY
        table,
        partition
)
GROUP BY table
