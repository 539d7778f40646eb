package io.polku.contract.funnel;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which chains of events a funnel counts. */
public enum Order {
  /** Steps in order; other events may lie between. */
  @JsonProperty("ordered")
  ORDERED,
  /** Steps in order; no other event may lie between, except passive ones ({@link WayOut}). */
  @JsonProperty("strict")
  STRICT,
  /** Steps in any order. */
  @JsonProperty("any")
  ANY
}
