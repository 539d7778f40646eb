arrayFirst(
      (entry, day) -> day = toDate(fromUnixTimestamp64Milli(arrayMax(arrayMap((start, ms) -> if(ms = finish, start, -1), ends, times))), :zone),
      entries,
      arrayMap(entry -> toDate(fromUnixTimestamp64Milli(entry), :zone), entries))
