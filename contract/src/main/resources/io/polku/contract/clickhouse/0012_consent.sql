-- What a visitor had answered when asked for consent, as each event said it; "" where it did not.
ALTER TABLE events ADD COLUMN IF NOT EXISTS consent LowCardinality(String) AFTER tracker;
