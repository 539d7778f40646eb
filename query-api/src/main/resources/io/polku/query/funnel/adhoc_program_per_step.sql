arrayFold(
      (done, bit, cut) -> arrayPushBack(
        done,
        arrayMap(
          (mask, ms, start, since) -> if(bitTest(mask, bit) AND start >= 0 AND ms - since <= :window_ms, start, -1),
          masks,
          times,
          arrayPopBack(arrayPushFront(
            arrayFill((start, mask) -> start >= 0 OR bitAnd(mask, cut) != 0, done[-1], masks), -1)),
          arrayPopBack(arrayPushFront(
            arrayFill((ms, start, mask) -> start >= 0 OR bitAnd(mask, cut) != 0, times, done[-1], masks), -1)))),
      {{step_bits}},
      {{cut_bits}},
      [starts_1])
