SELECT DISTINCT visitor_id
FROM events
WHERE site = :site AND user_id = :user
ORDER BY visitor_id
LIMIT :limit
