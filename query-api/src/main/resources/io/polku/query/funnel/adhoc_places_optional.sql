-- For each step: which required one it is, or 0, and how many required ones are before it. Of an
-- optional step the latest event between the chain's events around it: so far before the later one.
    arrayMap(
      (rank, before, back) -> multiIf(
        rank > 0, chain[rank],
        back > 0, chain[before + 1] - back,
        0),
      {{ranks}},
      {{befores}},
      arrayMap(
        (before, bit) -> if(
          bit >= 0 AND before < level,
          arrayFirstIndex(
            mask -> bitTest(mask, bit),
            arrayReverse(arraySlice(masks, chain[before] + 1, chain[before + 1] - chain[before] - 1))),
          0),
        {{befores}}, {{bits}}))
