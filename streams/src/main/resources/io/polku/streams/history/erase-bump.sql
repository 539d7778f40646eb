-- What was told of the site before is not true any more. Erasures count as a partition of their own.
INSERT INTO data_versions (site, _partition, _offset)
SELECT {site:String}, 65535, toUInt64(toUnixTimestamp64Milli(now64(3)))
