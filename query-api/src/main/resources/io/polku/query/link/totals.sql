-- All of the pages' views, and whether any had the link in view.
WITH
{{views}}
SELECT
  toInt64(count()) AS page_views,
  toInt64(max(in_view)) AS measured,
  toInt64(sum(length(clicks))) AS clicks,
  toInt64(sum(arrayCount(click -> click.3, clicks))) AS on_link
FROM views
