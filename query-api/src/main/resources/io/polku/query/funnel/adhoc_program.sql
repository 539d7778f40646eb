arrayFold(
      (done, bit) -> arrayPushBack(
        done,
        arrayMap(
          (mask, ms, start) -> if(bitTest(mask, bit) AND start >= 0 AND ms - start <= :window_ms, start, -1),
          masks,
          times,
          arrayPopBack(arrayPushFront(arrayFill(start -> start >= 0, done[-1]), -1)))),
      {{step_bits}},
      [starts_1])
