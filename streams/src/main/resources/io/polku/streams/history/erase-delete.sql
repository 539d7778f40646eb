DELETE FROM {table:Identifier}
WHERE site = {site:String}
  AND visitor_id IN (SELECT visitor_id FROM erasing WHERE erasure_id = {erasure:String} AND number = {number:UInt32})
