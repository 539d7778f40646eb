{{columns}}
{{of_range}}
  AND {{after}}
ORDER BY session_start DESC, visitor_id
LIMIT :limit
