SELECT formatRowNoNewline('JSONEachRow', * EXCEPT (_partition, _offset, _until))
FROM events
WHERE site = :site AND visitor_id = :visitor
ORDER BY event_time, seq, event_id, name
LIMIT :limit OFFSET :offset
SETTINGS date_time_output_format = 'iso', output_format_json_quote_64bit_integers = 0
