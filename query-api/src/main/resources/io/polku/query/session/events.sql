SELECT
  event_id,
  toUnixTimestamp64Milli(event_time),
  toInt64(seq),
  toUnixTimestamp64Milli(received_at),
  toString(name),
  user_id,
  url,
  toString(host),
  path,
  title,
  referrer,
  toString(device),
  toString(browser),
  toString(os),
  toString(country),
  toString(language),
  toString(channel),
  toString(referrer_host),
  toString(utm_source),
  toString(utm_medium),
  toString(utm_campaign),
  toString(channel_group),
  toString(bot),
  toString(element_tag),
  element_id,
  element_text,
  element_href,
  element_selector,
  toString(element_link),
  toJSONString(items),
  isNull(value),
  ifNull(value, 0),
  toString(currency),
  toJSONString(props),
  toInt64(late),
  toInt64(republished),
  toString(consent)
FROM events
WHERE site = :site
  AND visitor_id = :visitor
  AND event_time >= fromUnixTimestamp64Milli(toInt64(:from_ms))
  AND event_time <= fromUnixTimestamp64Milli(toInt64(:until_ms))
ORDER BY event_time, seq, events.event_id
LIMIT :limit
