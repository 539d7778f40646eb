ALTER TABLE erasing DROP PARTITION ({erasure:String}, {number:UInt32})
