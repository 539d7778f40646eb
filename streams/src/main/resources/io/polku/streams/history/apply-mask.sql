-- In the background: rewrites the parts that have deleted rows, and no others.
ALTER TABLE {table:Identifier} APPLY DELETED MASK SETTINGS mutations_sync = 0
