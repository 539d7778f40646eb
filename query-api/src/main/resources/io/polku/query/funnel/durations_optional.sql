-- From the required step before; nothing where a step was not entered.
    arrayMap(
      (reached_at, base) -> if(reached_at > 0, reached_at - step_times[base], NULL),
      arrayPopFront(step_times), {{bases}}) AS from_previous,
    arrayMap(reached_at -> if(reached_at > 0, reached_at - first_entry, NULL), arrayPopFront(step_times)) AS from_first
