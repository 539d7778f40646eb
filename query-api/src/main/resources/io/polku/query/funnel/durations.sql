arrayMap((reached_at, before) -> reached_at - before, arraySlice(step_times, 2, level - 1), arraySlice(step_times, 1, level - 1)) AS from_previous,
    arrayMap(reached_at -> reached_at - first_entry, arraySlice(step_times, 2, level - 1)) AS from_first
