-- 2100 where there is none: then every range begins before it.
SELECT if(count() = 0, 4102444800000, toUnixTimestamp64Milli(min(event_time)))
FROM events
WHERE site = :site
