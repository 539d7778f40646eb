SELECT formatRowNoNewline('JSONEachRow', * EXCEPT (ver, deleted, _partition, _offset, _index))
FROM sessions FINAL
WHERE site = :site AND visitor_id = :visitor
ORDER BY session_start
LIMIT :limit OFFSET :offset
SETTINGS date_time_output_format = 'iso', output_format_json_quote_64bit_integers = 0
