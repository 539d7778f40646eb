-- What belongs to page views of a time; what names no page view, by its own time.
{{here}}
  AND if(
    pv = '',
    toUnixTimestamp64Milli(event_time) >= :version_from_ms
      AND toUnixTimestamp64Milli(event_time) < :version_to_ms,
    (visitor_id, pv) IN (
      SELECT visitor_id, pv
      FROM events
      WHERE {{here}} AND name = 'page_view'
      GROUP BY visitor_id, pv
      HAVING toUnixTimestamp64Milli(min(event_time)) >= :version_from_ms
        AND toUnixTimestamp64Milli(min(event_time)) < :version_to_ms
    )
  )
