arrayResize(arrayMap(place -> times[place], chain), :steps)
