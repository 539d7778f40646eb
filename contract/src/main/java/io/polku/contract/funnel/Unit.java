package io.polku.contract.funnel;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a report of a funnel with {@link Hold} counts. */
public enum Unit {
  /** Each subject once, at its best value. */
  @JsonProperty("subject")
  SUBJECT,
  /** Each pair of subject and value. */
  @JsonProperty("item")
  ITEM
}
