-- Kind 0 is all terms, kind 1 one row a term, the rest together as one.
WITH
-- code: 1 search, 2 page of results, 3 something of it was clicked, 4 purchase. results: 0 not
-- told, 1 none, 2 some.
told AS (
  SELECT
    visitor_id,
    event_time,
    seq,
    event_id,
    multiIf(
      name = 'search', 1,
      name = 'view_search_results', 2,
      name IN ('click', 'select_item', 'view_item'), 3,
      name = 'purchase', 4,
      0) AS code,
    if(
      code IN (1, 2),
      lowerUTF8(trimBoth(replaceRegexpAll(toString(props['search_term']), '\\s+', ' '))),
      '') AS term,
    if(
      code = 2 AND match(props['results'], :number),
      if(toFloat64OrZero(toString(props['results'])) = 0, 1, 2),
      0) AS results
  FROM events
  WHERE site = :site
    AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
    AND event_time < fromUnixTimestamp64Milli(toInt64(:sessions_to_ms))
    AND NOT has(:passive, toString(name))
    AND visitor_id IN (
      SELECT visitor_id
      FROM events
      WHERE site = :site
        AND name IN ('search', 'view_search_results')
        AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
        AND event_time < fromUnixTimestamp64Milli(toInt64(:sessions_to_ms))
    )
),
happened AS (
  SELECT
    told.visitor_id AS visitor_id,
    began.session_start AS session_start,
    arraySort(groupArray((told.event_time, told.seq, told.event_id, told.code, told.term, told.results))) AS sorted,
    sorted.4 AS codes,
    sorted.5 AS terms,
    sorted.6 AS results,
    arrayMap(code -> code IN (1, 2), codes) AS searched
  FROM told
  ASOF INNER JOIN ({{sessions}}) AS began
    ON began.visitor_id = told.visitor_id AND told.event_time >= began.session_start
  WHERE told.event_time <= began.session_end
  GROUP BY visitor_id, session_start
),
of_terms AS (
  SELECT
    visitor_id,
    codes,
    results,
    searched,
    arrayJoin(arrayDistinct(arrayFilter((term, search) -> search, terms, searched))) AS term,
    arrayMap((other, search) -> search AND other = term, terms, searched) AS mine
  FROM happened
),
-- mine, carried on to the next search: what was done with this term's results.
counted AS (
  SELECT
    term,
    visitor_id,
    greatest(
      arrayCount((own, code) -> own AND code = 1, mine, codes),
      arrayCount((own, code) -> own AND code = 2, mine, codes)) AS searches,
    arrayCount((own, result) -> own AND result > 0, mine, results) AS known,
    arrayCount((own, result) -> own AND result = 1, mine, results) AS without,
    arrayExists(
      (own, code) -> own AND code = 3,
      arrayFill((own, search) -> search, mine, searched), codes) AS clicked,
    arrayExists(
      (code, place) -> code = 4 AND place > indexOf(mine, 1),
      codes, arrayEnumerate(codes)) AS purchased,
    mine[-1] AS ended
  FROM of_terms
),
grouped AS (
  SELECT
    term,
    sum(searches) AS search_count,
    count() AS session_count,
    uniqExactState(visitor_id) AS visitors,
    sum(known) AS known_count,
    sum(without) AS without_count,
    countIf(clicked) AS clicked_count,
    countIf(purchased) AS purchased_count,
    countIf(ended) AS ended_count
  FROM counted
  GROUP BY term
),
ranked AS (
  SELECT *, row_number() OVER (ORDER BY search_count DESC, term) AS place
  FROM grouped
)
SELECT
  arrayJoin([0, 1]) AS kind,
  kind = 1 AND place > :limit AS other,
  if(kind = 1 AND NOT other, term, '') AS shown,
  toInt64(sum(search_count)) AS all_searches,
  toInt64(sum(session_count)),
  toInt64(uniqExactMerge(visitors)),
  toInt64(sum(known_count)),
  toInt64(sum(without_count)),
  toInt64(sum(clicked_count)),
  toInt64(sum(purchased_count)),
  toInt64(sum(ended_count)),
  toInt64(count())
FROM ranked
GROUP BY kind, other, shown
ORDER BY kind, other, all_searches DESC, shown
