SELECT user_id
FROM events
WHERE site = :site AND visitor_id = :visitor AND user_id != ''
GROUP BY user_id
ORDER BY max(event_time) DESC, user_id
LIMIT :limit
