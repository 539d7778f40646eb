package io.polku.contract.funnel;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a funnel counts. */
public enum Subject {
  /** Each visitor once. */
  @JsonProperty("visitor")
  VISITOR,
  /** Each session once. */
  @JsonProperty("session")
  SESSION
}
