,
    ({{value}}, arrayMap(place -> (seqs[place], ids[place]), {{places}})) AS detail
