SELECT DISTINCT _offset
FROM {table:Identifier}
WHERE _partition = {partition:UInt16} AND _offset >= {from:UInt64} AND _offset < {to:UInt64}
