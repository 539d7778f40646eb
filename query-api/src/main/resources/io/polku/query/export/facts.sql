SELECT formatRowNoNewline('JSONEachRow', * EXCEPT (ver, deleted, _partition, _offset, _index))
FROM funnel_facts FINAL
WHERE site = :site AND visitor_id = :visitor
ORDER BY funnel_id, version, entry_day, session_start, value
LIMIT :limit OFFSET :offset
SETTINGS date_time_output_format = 'iso', output_format_json_quote_64bit_integers = 0
