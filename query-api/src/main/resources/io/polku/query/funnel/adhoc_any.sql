{{subjects}},
{{parts}},
-- An event serves the lowest step it matches.
serving AS (
  SELECT
    *,
    arrayMap(mask -> bitAnd(toInt64(mask), -toInt64(mask)), masks) AS served
  FROM parts
),
-- next_k: for each event, when step k is served next, itself included, else -1.
nexts AS (
  SELECT
    *,
{{next_times}}
  FROM serving
),
counted AS (
  SELECT
    *,
    arrayMap(
      (start, {{args}}) -> if(start >= 0, {{steps_in_window}}, 0),
      starts_1, {{nexts}}) AS levels
  FROM nexts
),
programs AS (
  SELECT
    *,
    arrayMax(levels) AS level,
    indexOf(levels, arrayMax(levels)) AS first_place,
    times[indexOf(levels, arrayMax(levels))] + :window_ms AS end_ms
  FROM counted
),
-- The first start from which that many are served finishes earliest. firsts: where each step is
-- served first from there on; 0 where that is too late.
finishes AS (
  SELECT
    *,
    arrayMap(
      step -> arrayFirstIndex(
        (bits, ms, place) -> bitTest(bits, step) AND place >= first_place AND ms <= end_ms,
        served, times, arrayEnumerate(times)),
      range(0, :steps)) AS firsts
  FROM programs
),
-- Back from there: where each of them is served last.
last_places AS (
  SELECT
    *,
    arrayMap(
      (step, first) -> if(first > 0, arrayLastIndex(bits -> bitTest(bits, step), arraySlice(served, 1, arrayMax(firsts))), 0),
      range(0, :steps), firsts) AS lasts
  FROM finishes
),
-- The latest start before all of them.
chains AS (
  SELECT
    *,
    arrayLastIndex(
      start -> start >= 0,
      arraySlice(starts_1, 1, arrayMin(arrayFilter(place -> place > 0, lasts)))) AS start_place,
    arrayFilter(start -> start >= 0, starts_1) AS entries
  FROM last_places
),
found AS (
  SELECT
    visitor_id,
    session_start,
    bucket,
    toUInt8(level) AS level,
    arrayResize(
      arraySort(arrayMap(
        (step, place) -> times[if(bitTest(served[start_place], step), start_place, place)],
        arrayFilter((step, place) -> place > 0, range(0, :steps), lasts),
        arrayFilter(place -> place > 0, lasts))),
      :steps) AS step_times,
    entries[1] AS first_entry,
    least(entries[-1] + :window_ms, horizon) AS deadline,
    toUInt8(level) AS unexcluded_level,
    {{entry_value}} AS entry_value{{detail}}
  FROM chains
)
