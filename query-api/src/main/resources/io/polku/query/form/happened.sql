-- One row for each page view in which a form was started.
happened AS (
  SELECT
    visitor_id,
    pv,
    if(props['form_id'] = '', toString(props['form_name']), toString(props['form_id'])) AS form,
    if(path_group = '', path, toString(path_group)) AS page,
    min(ms) AS started_ms,
    minIf(ms, name = 'form_submit') AS submitted_ms,
    argMaxIf(toString(props['last_field']), ms, name IN ('form_submit', 'form_abandon')) AS last_field,
    JSONExtractKeysAndValues(argMaxIf(toString(props['fields']), ms, name IN ('form_submit', 'form_abandon')), 'Float64') AS fields,
    groupArrayIf((toString(props['field']), toString(props['reason'])), name = 'form_error') AS errors
  FROM (
    SELECT
      visitor_id,
      pv,
      name,
      props,
      path,
      path_group,
      toUnixTimestamp64Milli(event_time) AS ms
    FROM events
    WHERE site = :site
      AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
      AND event_time < fromUnixTimestamp64Milli(toInt64(:to_ms))
      AND name IN ('form_start', 'form_submit', 'form_error', 'form_abandon')
      AND visitor_id NOT IN (SELECT visitor_id FROM left_out WHERE site = :site)
      AND {{fits}}
  )
  GROUP BY visitor_id, pv, form, page
  -- A single-page app may take a form away when another page is shown already: it was started before.
  HAVING countIf(name != 'form_abandon') > 0
)
