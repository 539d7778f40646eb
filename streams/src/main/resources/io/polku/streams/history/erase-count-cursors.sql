-- Back-fills that have come to a visitor who is being erased.
SELECT count() AS rows
FROM {table:Identifier}
WHERE site = {site:String}
  AND cursor IN (SELECT visitor_id FROM erasing WHERE erasure_id = {erasure:String} AND number = {number:UInt32})
