INSERT INTO erased_rows (site, erasure_id, number, table_name, rows, counted_at)
SELECT {site:String}, {erasure:String}, {number:UInt32}, {table:String}, {rows:UInt64}, now64(3)
