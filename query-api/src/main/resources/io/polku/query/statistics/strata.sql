-- The sums of Strata over rows that are a stratum each: of n decided subjects n1 met it and a of
-- them are lost, n0 did not and b of them are lost.
  toInt64(sumIf(n1, n0 > 0)),
  toInt64(sumIf(n0, n1 > 0)),
  sumIf(n1 * n0 / (n1 + n0), n1 + n0 > 0),
  sumIf((a * n0 - b * n1) / (n1 + n0), n1 + n0 > 0),
  sumIf((n1 * n1 * b - n0 * n0 * a + n1 * n0 * (n0 - n1) / 2) / ((n1 + n0) * (n1 + n0)), n1 + n0 > 0),
  sumIf((a * (n0 - b) + b * (n1 - a)) / (2 * (n1 + n0)), n1 + n0 > 0),
  sumIf(n1 * n0 * (a + b) * (n1 + n0 - a - b) / ((n1 + n0) * (n1 + n0) * (n1 + n0 - 1)), n1 + n0 > 1)
