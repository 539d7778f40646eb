WITH
{{reached}}
SELECT arrayJoin(if(empty(entry_value), [''], entry_value)) AS value
FROM reached
GROUP BY value
ORDER BY count() DESC, value
LIMIT :values_max
