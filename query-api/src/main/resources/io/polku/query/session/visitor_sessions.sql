{{columns}}
WHERE site = :site AND visitor_id = :visitor
ORDER BY session_start DESC
LIMIT :limit
