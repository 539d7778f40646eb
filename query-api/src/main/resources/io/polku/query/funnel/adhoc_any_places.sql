arraySort(arrayMap(
        (step, place) -> if(bitTest(served[start_place], step), start_place, place),
        arrayFilter((step, place) -> place > 0, range(0, :steps), lasts),
        arrayFilter(place -> place > 0, lasts)))
