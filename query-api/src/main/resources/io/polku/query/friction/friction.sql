-- For each step of a funnel one row for everybody (list 0), for each kind of sign (1), and for each sign by what
-- exactly (2).
-- Who met a sign is compared with those who did not in a band of time at the step: who met it in the
-- band in which that was, all others in one of the bands that they were still there in, drawn by
-- their number. The n1 who met it and of whom a are lost stand beside n0 of whom b are lost.
WITH
{{targets}},
met AS (
  SELECT
    targets.target_no AS target_no,
    targets.place_no AS place_no,
    targets.state AS state,
    targets.stratum AS stratum,
    if(targets.state = 0, least(targets.next_ms, targets.session_until), targets.session_until) AS end_ms,
    multiIf({{stayed}}) AS last_band,
    toUInt8(cityHash64(targets.visitor_id, targets.target_ms) % (last_band + 1)) AS own_band,
    arrayFilter(
      sign -> sign.1 >= targets.target_ms AND sign.1 <= targets.session_until AND (targets.state != 0 OR sign.1 < targets.next_ms),
      troubles.signs) AS signs,
    arrayJoin(arrayConcat(
      [(toUInt8(0), toInt64(0), '', '', ('', '', '', '', ''), own_band)],
      arrayMap(sign -> (toUInt8(1), toInt64(sign.2), '', '', ('', '', '', '', ''), multiIf({{met}})), signs),
      arrayMap(sign -> (toUInt8(2), toInt64(sign.2), sign.3, sign.4, sign.5, multiIf({{met}})), signs))) AS entry
  FROM targets
  LEFT JOIN (
    SELECT
      visitor_id,
      groupArray((ms, signal, detail, page, element)) AS signs
    FROM (
      SELECT
        visitor_id,
        ms,
        signal,
        substringUTF8(multiIf(
          signal IN (1, 2), label,
          signal = 4, toString(props['field']),
          signal = 8, toString(props['message']),
          signal = 16, toString(props['metric']),
          lowerUTF8(trimBoth(toString(props['search_term'])))), 1, :detail_chars) AS detail,
        page,
        if(signal IN (1, 2), clicked, ('', '', '', '', '')) AS element
      FROM (
        SELECT
          visitor_id,
          toUnixTimestamp64Milli(event_time) AS ms,
          toInt64({{signal}}) AS signal,
          {{label}} AS label,
          props,
          if(path_group = '', path, toString(path_group)) AS page,
          (toString(element_link), toString(element_tag), element_text, element_href, element_selector) AS clicked
        FROM events
        WHERE site = :site
          AND event_time >= fromUnixTimestamp64Milli(toInt64(:way_from_ms))
          AND event_time < fromUnixTimestamp64Milli(toInt64(:way_to_ms))
          AND name IN :names
      )
      WHERE signal != 0
    )
    GROUP BY visitor_id
  ) AS troubles ON targets.visitor_id = troubles.visitor_id
),
-- Each subject once in each row, with the first time that it met it.
once AS (
  SELECT
    target_no,
    entry.1 AS list,
    entry.2 AS sign_bit,
    entry.3 AS detail,
    entry.4 AS page,
    any(entry.5) AS element,
    any(place_no) AS place_no,
    any(state) AS state,
    any(stratum) AS stratum,
    any(own_band) AS own_band,
    any(notEmpty(signs)) AS met_any,
    min(entry.6) AS met_band
  FROM met
  GROUP BY target_no, list, sign_bit, detail, page
),
banded AS (
  SELECT
    place_no,
    list,
    sign_bit,
    detail,
    page,
    stratum,
    placed.1 AS is_met,
    placed.2 AS band,
    any(element) AS element,
    count() AS subjects,
    countIf(state = 0) AS converted,
    countIf(state = 1) AS lost,
    countIf(met_any) AS met_any
  FROM once
  ARRAY JOIN [(1, met_band), (0, own_band)] AS placed
  GROUP BY place_no, list, sign_bit, detail, page, stratum, is_met, band
),
by_band AS (
  SELECT
    place_no,
    list,
    sign_bit,
    detail,
    page,
    stratum,
    band,
    any(element) AS element,
    sumIf(subjects, is_met = 1) AS all_subjects,
    sumIf(converted, is_met = 1) AS all_converted,
    sumIf(lost, is_met = 1) AS all_lost,
    sumIf(met_any, is_met = 1) AS all_met,
    toFloat64(all_converted + all_lost) AS n1,
    toFloat64(all_lost) AS a,
    toFloat64(sumIf(converted + lost, is_met = 0)) AS own,
    toFloat64(sumIf(lost, is_met = 0)) AS own_lost
  FROM banded
  GROUP BY place_no, list, sign_bit, detail, page, stratum, band
),
beside AS (
  SELECT
    *,
    sumIf(own, list = 0) OVER (PARTITION BY place_no, stratum, band) - own AS n0,
    sumIf(own_lost, list = 0) OVER (PARTITION BY place_no, stratum, band) - own_lost AS b
  FROM by_band
),
summed AS (
SELECT
  toInt64(place_no) AS at_place,
  toInt64(list) AS list_no,
  toInt64(sign_bit) AS sign_no,
  detail,
  page,
  any(element) AS what,
  toInt64(sum(all_subjects)) AS row_subjects,
  toInt64(sum(all_converted)) AS row_converted,
  toInt64(sum(all_lost)) AS row_lost,
  toInt64(sum(all_met)) AS row_met,
{{sums}}
FROM beside
GROUP BY at_place, list_no, sign_no, detail, page
)
SELECT
  at_place,
  list_no,
  sign_no,
  detail,
  page,
  what.1,
  what.2,
  what.3,
  what.4,
  what.5,
  row_subjects,
  row_converted,
  row_lost,
  row_met,
  toInt64(count() OVER (PARTITION BY at_place, list_no)) AS rows_of_list,
  * EXCEPT (at_place, list_no, sign_no, detail, page, what, row_subjects, row_converted, row_lost, row_met)
FROM summed
ORDER BY at_place, list_no, row_subjects DESC, sign_no, detail, page
LIMIT :rows_max BY at_place, list_no
