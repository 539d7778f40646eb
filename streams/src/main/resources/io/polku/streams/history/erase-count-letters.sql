-- Dead letters of a visitor who is being erased; those of before do not say whose they are, and are
-- found by the id in the text of JSON, where it is long enough not to be found by chance.
SELECT count() AS rows
FROM {table:Identifier}
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
