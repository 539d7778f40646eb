-- Visitors of all sites of whom it was seen that they are gone.
SELECT toInt64(uniqExact(erasure_id, number))
FROM erasures
