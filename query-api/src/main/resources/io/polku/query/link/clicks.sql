-- By element; first within each page view, so that what was seen and clicked there is known.
SELECT
  toString(link),
  toString(tag),
  argMax(text, last_ms),
  href,
  selector,
  toInt64(sum(clicked)) AS all_clicked,
  toInt64(countIf(clicked > 0 AND pv != '')) AS in_views,
  toInt64(uniqExactIf(visitor_id, clicked > 0)) AS by_visitors,
  toInt64(countIf(seen)) AS seen_in,
  toInt64(countIf(seen AND clicked > 0)) AS seen_and_clicked,
  toInt64(sum(dead)) AS all_dead,
  toInt64(sum(rage)) AS all_rage,
  toInt64(min(first_ms)) AS at_first_ms,
  toInt64(max(last_ms)) AS at_last_ms
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
    countIf(name = 'click') AS clicked,
    countIf(name = 'link_view') > 0 AS seen,
    countIf(name = 'dead_click') AS dead,
    countIf(name = 'rage_click') AS rage,
    min(toUnixTimestamp64Milli(event_time)) AS first_ms,
    max(toUnixTimestamp64Milli(event_time)) AS last_ms
  FROM events
  WHERE {{here}} AND name IN ('click', 'link_view', 'dead_click', 'rage_click')
  GROUP BY visitor_id, pv, link, tag, href, selector, said
)
GROUP BY link, tag, href, selector, said
ORDER BY all_clicked DESC, all_rage + all_dead DESC, seen_in DESC, selector, href, said
LIMIT :limit
