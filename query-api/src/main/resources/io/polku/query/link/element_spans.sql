-- For each element: who had anything to do with it, and the first and last page view in which it was
-- there, as numbers in the order of page views. Of the visitors only every so many, so that a page
-- with millions of views stays within its limits.
WITH page_views AS (
  SELECT
    visitor_id,
    pv,
    toUnixTimestamp64Milli(min(event_time)) AS at_ms,
    row_number() OVER (ORDER BY at_ms, visitor_id, pv) - 1 AS at
  FROM events
  WHERE {{here}} AND name = 'page_view' AND pv != '' AND cityHash64(visitor_id) % :nth = 0
  GROUP BY visitor_id, pv
)
SELECT
  toString(link),
  toString(tag),
  argMax(text, last_ms),
  href,
  selector,
  said,
  toInt64(uniqExact(visitor_id)) AS visitors,
  toInt64(min(at)) AS first_at,
  toInt64(argMin(at_ms, at)) AS first_at_ms,
  toInt64(max(at)) AS last_at,
  toInt64(argMax(at_ms, at)) AS last_at_ms,
  toInt64((SELECT count() FROM page_views)) AS page_view_count
FROM (
  SELECT
    visitor_id,
    pv,
    element_link AS link,
    element_tag AS tag,
    element_href AS href,
    element_selector AS selector,
    if(element_href = '', element_text, '') AS said,
    argMax(element_text, event_time) AS text,
    max(toUnixTimestamp64Milli(event_time)) AS last_ms
  FROM events
  WHERE {{here}} AND name IN ('click', 'link_view', 'dead_click', 'rage_click') AND pv != ''
    AND cityHash64(visitor_id) % :nth = 0
  GROUP BY visitor_id, pv, link, tag, href, selector, said
) AS used
INNER JOIN page_views USING (visitor_id, pv)
GROUP BY link, tag, href, selector, said
ORDER BY visitors DESC, selector, href, said
LIMIT :limit
