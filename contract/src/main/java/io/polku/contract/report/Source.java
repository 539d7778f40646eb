package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a funnel report was computed from. Both give the same figures. */
public enum Source {
  /** Facts that the streams computed as events came. */
  @JsonProperty("facts")
  FACTS,
  /** The events themselves. */
  @JsonProperty("adhoc")
  ADHOC
}
