DELETE FROM {table:Identifier}
WHERE site = {site:String}
  AND (
    visitor_id IN (SELECT visitor_id FROM erasing WHERE erasure_id = {erasure:String} AND number = {number:UInt32})
    OR (visitor_id = '' AND arrayExists(
      id -> position(original, id) > 0,
      (
        SELECT groupArray(concat('"', visitor_id, '"'))
        FROM erasing
        WHERE erasure_id = {erasure:String} AND number = {number:UInt32} AND length(visitor_id) >= 8
      )))
  )
