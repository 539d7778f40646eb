package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Length of the buckets of a series, in the site's time zone; weeks begin on Monday. */
public enum Interval {
  @JsonProperty("hour")
  HOUR,
  @JsonProperty("day")
  DAY,
  @JsonProperty("week")
  WEEK,
  @JsonProperty("month")
  MONTH
}
