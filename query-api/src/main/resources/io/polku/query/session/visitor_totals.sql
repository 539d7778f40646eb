SELECT toInt64(count()), toInt64(sum(events)), toInt64(sum(page_views)), toInt64(sum(purchases)), sum(revenue)
FROM sessions FINAL
WHERE site = :site AND visitor_id = :visitor
