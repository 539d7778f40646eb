-- What followed the last event of each chain.
WITH
{{ways}}
SELECT toInt64(target_no), last_page, last_click, next, signals
FROM ways
