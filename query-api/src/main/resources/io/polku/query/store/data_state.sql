-- Up to which change each partition of the site is stored, in one word.
SELECT hex(sipHash64(arraySort(groupArray((_partition, last))))) AS version
FROM (
  SELECT _partition, max(_offset) AS last
  FROM data_versions
  WHERE site = :site
  GROUP BY _partition
)
