    sumForEach(arrayMap(reached_at -> toInt64(reached_at > 0), step_times)) AS entered,
    sumForEach(arrayMap(rank -> toInt64(rank = level AND NOT excluded AND deadline >= :as_of_ms), {{ranks}})) AS open,
    sumForEach(arrayMap(rank -> toInt64(rank = level AND excluded), {{ranks}})) AS stopped
