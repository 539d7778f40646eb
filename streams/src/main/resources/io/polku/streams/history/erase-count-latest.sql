-- The same of rows that replace each other: those that count.
SELECT count() AS rows
FROM {table:Identifier} FINAL
WHERE site = {site:String}
  AND visitor_id IN (SELECT visitor_id FROM erasing WHERE erasure_id = {erasure:String} AND number = {number:UInt32})
