SELECT _offset, 0 AS _index
FROM {table:Identifier}
WHERE _partition = {partition:UInt16} AND _offset >= {from:UInt64} AND _offset < {to:UInt64}
