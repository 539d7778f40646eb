{{subjects}},
{{parts}},
-- latest[k], for each event: the latest start of a chain of k steps that ends there, else -1. Where
-- it is not -1 it never falls from event to event, so "the latest so far" is "the last one there
-- was", which arrayFill carries forward, up to an event that may not lie between the two steps.
programs AS (
  SELECT
    *,
    {{program}} AS latest{{free_program}}
  FROM {{from}}
),
levels AS (
  SELECT
    *,
    toUInt8(arrayCount(starts -> arrayMax(starts) >= 0, latest)) AS level,
    arrayFilter(start -> start >= 0, starts_1) AS entries
  FROM programs
),
finishes AS (
  SELECT
    *,
    latest[level] AS ends,
    times[arrayFirstIndex(start -> start >= 0, latest[level])] AS finish
  FROM levels
),
-- Of the longest chains those that finish at the earliest time, on the latest day if on several.
entries_of_day AS (
  SELECT
    *,
    {{first_entry}} AS first_entry
  FROM finishes
),
-- Of those the one that finishes first; from there back, each earlier step is the latest that fits.
chains AS (
  SELECT
    *,
    arrayFold(
      (places, starts) -> arrayPushFront(
        places,
        arrayLastIndex(start -> start >= 0, arraySlice(starts, 1, places[1] - 1))),
      arrayReverse(arraySlice(latest, 1, level - 1)),
      [arrayFirstIndex((start, ms) -> start >= first_entry AND ms = finish, ends, times)]) AS chain
  FROM entries_of_day
),
found AS (
  SELECT
    visitor_id,
    session_start,
    bucket,
    level,
    {{step_times}} AS step_times,
    first_entry,
    least({{deadline}}, horizon) AS deadline,
    {{unexcluded}} AS unexcluded_level,
    {{entry_value}} AS entry_value{{held_columns}}{{detail}}
  FROM chains
)
