if(
      place = 0 OR last <= place,
      ['x-'],
      arrayPushBack(
        arrayPopFront(arrayCompact(arrayPushFront(
          arrayFilter(node -> node != '', arraySlice(nodes, place + 1, last - place - 1)),
          {{point}}))),
        'x'))
