-- One row a pattern; a subject is in a stratum once, and in each of its patterns.
WITH
{{ways}},
flagged AS (
  SELECT
    state,
    stratum,
    visitor_id,
    session_from,
    arrayJoin(arrayFilter(name -> name != '-', [
      '',
      if(is_loop, 'loop', '-'),
      if(is_quick_back, 'quick_back', '-'),
      if(is_dead_end, 'dead_end', '-'),
      if(is_empty_search, 'empty_search', '-')])) AS pattern
  FROM ways
),
grouped AS (
  SELECT
    pattern,
    stratum,
    count() AS subjects,
    countIf(state = 1) AS lost,
    countIf(state = 2) AS open,
    groupArraySorted(:examples_max)((-session_from, visitor_id)) AS examples
  FROM flagged
  GROUP BY pattern, stratum
),
beside AS (
  SELECT
    *,
    toFloat64(subjects - open) AS n1,
    toFloat64(lost) AS a,
    sumIf(n1, pattern = '') OVER (PARTITION BY stratum) - n1 AS n0,
    sumIf(a, pattern = '') OVER (PARTITION BY stratum) - a AS b
  FROM grouped
)
SELECT
  pattern,
  toInt64(sum(subjects)),
  toInt64(sum(lost)),
  toInt64(sum(open)),
  arrayMap(example -> example.2, arraySlice(arraySort(groupArrayArray(examples)), 1, :examples_max)) AS visitors,
  arrayMap(example -> -example.1, arraySlice(arraySort(groupArrayArray(examples)), 1, :examples_max)) AS starts,
{{sums}}
FROM beside
WHERE pattern != ''
GROUP BY pattern
