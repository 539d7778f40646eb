-- place: of several facts of a subject it counts with the one that has the lowest, which has the
-- longest chain, of those the one that finishes earliest, of those the one that starts latest. A
-- subject has one fact a day, so the day tells who starts later. 5, 43 and 16 bits.
facts AS (
  SELECT
    visitor_hash,
    session_start,
    entry_day,
    {{bucket}} AS bucket,
    level,
    step_times,
    first_entry,
    deadline,
    unexcluded_level,
    {{entry_value}} AS entry_value,
    bitOr(
      bitOr(
        bitShiftLeft(toUInt64(31 - level), 59),
        bitShiftLeft(toUInt64(toUnixTimestamp64Milli(step_times[-1]) - :from_ms), 16)),
      toUInt64(65535 - toUInt16(entry_day))) AS place
  FROM funnel_facts FINAL
  WHERE site = :site
    AND visitor_hash NOT IN (SELECT reinterpretAsUInt128(sipHash128(visitor_id)) FROM left_out WHERE site = :site)
    AND funnel_id = :funnel
    AND version = :version
    AND entry_day >= toDate(:from_day)
    AND entry_day < toDate(:to_day)
)
