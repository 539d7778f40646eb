arrayPushBack(
      arrayPopFront(arrayCompact(arrayPushFront(
        arrayFilter(node -> node != '', arraySlice(nodes, place + 1)),
        {{point}}))),
      'x')
