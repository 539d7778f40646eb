arrayFold(
      (done, bit, cut) -> arrayPushBack(
        done,
        arrayMap(
          (mask, ms, start) -> if(bitTest(mask, bit) AND start >= 0 AND ms - start <= :window_ms, start, -1),
          masks,
          times,
          arrayPopBack(arrayPushFront(
            arrayFill((start, mask) -> start >= 0 OR bitAnd(mask, cut) != 0, done[-1], masks), -1)))),
      {{step_bits}},
      {{cut_bits}},
      [starts_1])
