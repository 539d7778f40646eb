      SELECT
        one.1 AS target_no,
        one.2 AS visitor_id,
        (one.3, toUInt32(one.4), one.5) AS target_place,
        one.6 AS session_from,
        one.7 AS session_until,
        0 AS facets
      FROM (
        SELECT arrayJoin(arrayZip(:numbers, :visitors, :times, :seqs, :ids, :starts, :ends)) AS one
      )
