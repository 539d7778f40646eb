INSERT INTO erasing (erasure_id, number, site, visitor_id)
SELECT {erasure:String}, {number:UInt32}, {site:String}, unhex({visitor:String})
