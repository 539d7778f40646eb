arrayMap(
    place -> times[place],
{{places}})
