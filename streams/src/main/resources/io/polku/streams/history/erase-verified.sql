INSERT INTO erasures (site, erasure_id, number, verified_at)
SELECT {site:String}, {erasure:String}, {number:UInt32}, now64(3)
