arrayPushBack(
      arrayPopFront(arrayCompact(arrayPushFront(
        arrayFilter(node -> node != '', arrayReverse(arraySlice(nodes, 1, place - 1))),
        {{point}}))),
      'x')
