-- Of all sites: what is stored of the log below the offsets that the sink has committed.
SELECT
  toInt64(
    (SELECT count() FROM events WHERE _offset < :below[_partition + 1])
    + (SELECT count() FROM duplicates WHERE _offset < :below[_partition + 1])
    + (SELECT sum(sign) FROM held FINAL WHERE _offset < :below[_partition + 1]))
