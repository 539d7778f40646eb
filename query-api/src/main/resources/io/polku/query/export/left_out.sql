SELECT formatRowNoNewline('JSONEachRow', * EXCEPT (_partition, _offset))
FROM left_out FINAL
WHERE site = :site AND visitor_id = :visitor
ORDER BY visitor_id
LIMIT :limit OFFSET :offset
SETTINGS date_time_output_format = 'iso', output_format_json_quote_64bit_integers = 0
