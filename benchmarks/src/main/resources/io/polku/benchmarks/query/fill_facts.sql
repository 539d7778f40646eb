-- As the streams would have stored them. The breakdown's value is the country.
INSERT INTO funnel_facts (site, funnel_id, version, entry_day, visitor_id, session_start, level,
  step_times, first_entry, deadline, country, ver)
SELECT
  'shop',
  :funnel,
  1,
  toDate(bucket),
  visitor_id,
  fromUnixTimestamp64Milli(session_start, 'UTC'),
  level,
  arrayMap(ms -> fromUnixTimestamp64Milli(ms, 'UTC'), arrayFilter(ms -> ms > 0, step_times)),
  fromUnixTimestamp64Milli(first_entry, 'UTC'),
  fromUnixTimestamp64Milli(deadline, 'UTC'),
  entry_value,
  1
FROM ({{found}})
