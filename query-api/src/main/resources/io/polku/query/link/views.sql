-- One row a page view of the link's pages: what was seen and clicked in it, and where the session
-- went on to. Page views are those of the tracker, which gives all events of one the same pv.
happened AS (
  SELECT
    visitor_id,
    pv,
    minIf(ms, shows) AS shown_ms,
    anyIf(told, shows) AS value,
    minIf(ms, sees) AS seen_ms,
    arraySort(groupArrayIf(200)((ms, seq, meant, element), name = 'click')) AS clicks
  FROM (
    SELECT
      visitor_id,
      pv,
      toUnixTimestamp64Milli(event_time) AS ms,
      seq,
      name,
      {{meant}} AS meant,
      name = 'link_view' AND meant AS sees,
      name = 'page_view' AND {{page}} AND {{fits}} AS shows,
      {{value}} AS told,
      (toString(element_link), toString(element_tag), element_text, element_href, element_selector) AS element
    FROM events
    WHERE site = :site
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
      AND name IN ('page_view', 'link_view', 'click')
      AND pv != ''
      AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
  )
  GROUP BY visitor_id, pv
  HAVING countIf(shows) > 0 AND shown_ms < :to_ms
),
placed AS (
  SELECT
    happened.visitor_id AS visitor_id,
    happened.shown_ms AS shown_ms,
    happened.value AS value,
    happened.seen_ms AS seen_ms,
    happened.clicks AS clicks,
    visits.end_ms AS end_ms
  FROM happened
  ASOF LEFT JOIN (
    SELECT
      visitor_id,
      toUnixTimestamp64Milli(session_start) AS start_ms,
      toUnixTimestamp64Milli(session_end) AS end_ms
    FROM sessions FINAL
    WHERE site = :site
      AND session_start >= fromUnixTimestamp64Milli(toInt64(:sessions_from_ms))
      AND session_start < fromUnixTimestamp64Milli(toInt64(:to_ms))
  ) AS visits ON happened.visitor_id = visits.visitor_id AND visits.start_ms <= happened.shown_ms
),
pages AS (
  SELECT
    visitor_id,
    arraySort(groupArray((toUnixTimestamp64Milli(event_time), {{goal}}))) AS pages
  FROM events
  WHERE site = :site
    AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
    AND event_time < fromUnixTimestamp64Milli(toInt64(:scan_to_ms))
    AND name = 'page_view'
    AND visitor_id IN (SELECT visitor_id FROM happened)
  GROUP BY visitor_id
),
views AS (
  SELECT
    visitor_id,
    shown_ms,
    value,
    seen_ms > 0 AS in_view,
    clicks,
    arrayFirst(click -> click.3, clicks).1 AS clicked_ms,
    multiIf(empty(clicks), 'clicked_nothing', clicks[1].3, 'clicked_first', clicked_ms > 0, 'clicked_later', 'clicked_other') AS did,
    if(clicked_ms = 0, 0, clicked_ms - if(seen_ms = 0, shown_ms, least(seen_ms, clicked_ms))) AS to_click_ms,
    arrayFilter(page -> page.1 > shown_ms AND page.1 <= end_ms, pages.pages) AS later,
    arrayFirstIndex(page -> page.2, later) AS pages_to_goal,
    if(pages_to_goal = 0, 0, later[pages_to_goal].1 - shown_ms) AS to_goal_ms
  FROM placed
  INNER JOIN pages ON placed.visitor_id = pages.visitor_id
)
