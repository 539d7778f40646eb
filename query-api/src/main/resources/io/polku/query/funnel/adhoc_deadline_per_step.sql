arrayMax(arrayMap(
      (starts, rank) -> times[arrayLastIndex(start -> start >= 0, starts)] + (level + 1 - rank) * :window_ms,
      arraySlice(latest, 1, level), range(1, level + 1)))
