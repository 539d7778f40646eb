-- Where the event is that reached the step. A session that is not stored yet is that event alone.
      SELECT
        rowNumberInAllBlocks() AS target_no,
        judged.visitor_id AS visitor_id,
        (judged.ms, judged.event.1, judged.event.2) AS target_place,
        if(began.until_ms >= judged.ms, began.from_ms, judged.ms) AS session_from,
        if(began.until_ms >= judged.ms, began.until_ms, judged.ms) AS session_until,
        (judged.state, judged.stopped, :as_of_ms > least(session_until + :gap_ms, session_from + :length_max_ms)) AS facets
      FROM judged
      ASOF LEFT JOIN (
        SELECT
          visitor_id,
          toUnixTimestamp64Milli(session_start) AS from_ms,
          toUnixTimestamp64Milli(session_end) AS until_ms
        FROM sessions FINAL
        WHERE site = :site
          AND session_start >= fromUnixTimestamp64Milli(toInt64(:way_from_ms))
          AND session_start < fromUnixTimestamp64Milli(toInt64(:way_to_ms))
      ) AS began ON judged.visitor_id = began.visitor_id AND began.from_ms <= judged.ms
