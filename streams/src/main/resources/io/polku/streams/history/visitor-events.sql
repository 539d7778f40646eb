-- Events of some visitors in the form of the contract, each id and name once, in order. Visitors are
-- given in hexadecimal, so that any text can be one.
SELECT
  event_id AS id,
  site,
  visitor_id,
  user_id,
  toUnixTimestamp64Milli(event_time) AS time_millis,
  toUnixTimestamp64Milli(sender_time) AS sender_time_millis,
  toUnixTimestamp64Milli(received_at) AS received_at_millis,
  seq,
  name,
  pv,
  CAST((prev_pv, prev_seq, prev_url), 'Tuple(pv String, seq UInt32, url String)') AS prev,
  CAST(
    (url, host, path, title, referrer, path_group),
    'Tuple(url String, host String, path String, title String, referrer String, path_group String)') AS page,
  CAST(
    (device, browser, os, country, language, referrer_host, utm_source, utm_medium, utm_campaign, utm_term,
      utm_content, click_id, channel_group, time_zone, tracker, bot, consent),
    'Tuple(device String, browser String, os String, country String, language String, referrer_host String, utm_source String, utm_medium String, utm_campaign String, utm_term String, utm_content String, click_id String, channel_group String, time_zone String, tracker String, bot String, consent String)') AS context,
  CAST(
    (element_tag, element_id, element_text, element_href, element_selector, element_link),
    'Tuple(tag String, id String, text String, href String, selector String, link String)') AS element,
  items,
  value,
  currency,
  channel,
  props,
  bot_reasons,
  republished
FROM events
WHERE site = {site:String}
  AND visitor_id IN (SELECT unhex(arrayJoin(splitByChar(',', {visitors:String}))))
ORDER BY visitor_id, event_time, seq, event_id
LIMIT 1 BY visitor_id, event_id, name
