SELECT toString(channel), toString(channel_group), toInt64(count()) AS times
FROM sessions FINAL
WHERE site = :site AND visitor_id = :visitor
GROUP BY channel, channel_group
ORDER BY times DESC, channel, channel_group
LIMIT :limit
