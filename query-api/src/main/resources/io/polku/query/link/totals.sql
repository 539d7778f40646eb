-- All of the pages' views, and whether any had the link in view.
WITH
{{views}}
SELECT
  toInt64(count()),
  toInt64(max(in_view)),
  toInt64(sum(length(clicks))),
  toInt64(sum(arrayCount(click -> click.3, clicks)))
FROM views
