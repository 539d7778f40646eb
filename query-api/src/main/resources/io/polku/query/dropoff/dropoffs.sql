-- Each subject that reached the step, once: whether it went on (0), dropped off (1) or is open (2),
-- in which session it was then, and what followed there.
WITH
{{reached}},
judged AS (
  SELECT
    visitor_id,
    step_times[:step] AS ms,
    detail.2[:step] AS event,
    multiIf({{converted}}, 0, excluded OR deadline < :as_of_ms, 1, 2) AS state,
    state = 1 AND excluded AS stopped
  FROM reached
  WHERE step_times[:step] > 0
),
{{ways}},
-- One row for each list in which a subject stands: next, last click, last page, signals, all.
listed AS (
  SELECT
    facets.1 AS state,
    facets.2 AS stopped,
    arrayJoin(arrayConcat(
      [
        (0, multiIf(next = '' AND facets.3, 'exit', next = '', 'pending', startsWith(next, 'event:'), 'event', 'page'),
          if(startsWith(next, 'event:'), substring(next, 7), next)),
        (1, if(last_click = '', 'none', 'click'), last_click),
        (2, if(last_page = '', 'none', 'page'), last_page),
        (4, 'all', '')
      ],
      arrayMap(bit -> (3, 'signal', toString(bit)), bitmaskToArray(signals)))) AS entry
  FROM ways
),
tallied AS (
  SELECT
    entry.1 AS list,
    entry.2 AS kind,
    entry.3 AS value,
    countIf(state = 1) AS dropped,
    countIf(state = 0) AS converted,
    countIf(state = 2) AS open,
    countIf(stopped) AS excluded
  FROM listed
  GROUP BY list, kind, value
),
placed AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY list
      ORDER BY kind IN ('exit', 'pending', 'none') DESC, dropped DESC, converted DESC, open DESC, value
    ) AS place
  FROM tallied
)
SELECT
  toInt64(list) AS list_no,
  if(list < 3 AND place > :rows_max, 'other', kind) AS row_kind,
  if(row_kind = 'other', '', value) AS row_value,
  toInt64(sum(dropped)) AS row_dropped,
  toInt64(sum(converted)) AS row_converted,
  toInt64(sum(open)) AS row_open,
  toInt64(sum(excluded)) AS row_excluded
FROM placed
GROUP BY list_no, row_kind, row_value
ORDER BY list_no, row_kind = 'other', row_dropped DESC, row_converted DESC, row_open DESC, row_value
