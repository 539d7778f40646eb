INSERT INTO schema_migrations (number, name)
SELECT {number:UInt32}, {name:String}
