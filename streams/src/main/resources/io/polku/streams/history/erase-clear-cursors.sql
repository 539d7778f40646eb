-- A back-fill that is broken off begins anew then, which changes nothing in what it tells.
ALTER TABLE {table:Identifier}
UPDATE cursor = ''
WHERE site = {site:String}
  AND cursor IN (SELECT visitor_id FROM erasing WHERE erasure_id = {erasure:String} AND number = {number:UInt32})
SETTINGS mutations_sync = 2
