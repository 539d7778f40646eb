-- Sessions of one share of the visitors, cut at gaps of more than 30 minutes, as the streams would.
-- None of the generated ones lasts a day.
INSERT INTO sessions (site, visitor_id, session_start, session_end, events, page_views, purchases,
  entry_path, exit_path, device, browser, os, country, channel, host, path, ver)
SELECT
  'shop',
  visitor_id,
  fromUnixTimestamp64Milli(one[1].1, 'UTC') AS begun,
  fromUnixTimestamp64Milli(one[-1].1, 'UTC') AS ended,
  length(one),
  countEqual(one.3, 'page_view'),
  countEqual(one.3, 'purchase'),
  one[1].4,
  one[-1].4,
  device, browser, os, country, 'web', 'shop.example',
  one[1].4,
  1
FROM
(
  SELECT
    visitor_id,
    device, browser, os, country,
    arrayJoin(arraySplit((event, before) -> event.1 - before > 1800000, happened,
      arrayPushFront(arrayPopBack(happened.1), happened[1].1))) AS one
  FROM
  (
    SELECT
      visitor_id,
      any(device) AS device,
      any(browser) AS browser,
      any(os) AS os,
      any(country) AS country,
      arraySort(groupArray((toUnixTimestamp64Milli(event_time), seq, toString(name), path))) AS happened
    FROM events
    WHERE cityHash64(visitor_id) % {shares:UInt64} = {share:UInt64}
    GROUP BY visitor_id
  )
)
SETTINGS max_block_size = 8192
