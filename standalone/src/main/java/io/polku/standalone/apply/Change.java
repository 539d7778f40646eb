package io.polku.standalone.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One thing that a plan does.
 *
 * @param act what
 * @param what the kind and id, for people
 * @param path where in the API
 * @param body what is stored there; missing for a deletion
 * @param fields what is different, at the top of the definition; empty unless it is changed
 */
record Change(Act act, String what, String path, JsonNode body, List<String> fields) {
  Change {
    fields = List.copyOf(fields);
  }

  /** What can be done. */
  enum Act {
    /** There was none. */
    MAKE("+"),
    /** It is another one now. */
    CHANGE("~"),
    /** No file has it any more. */
    DELETE("-");

    private final String sign;

    Act(String sign) {
      this.sign = sign;
    }
  }

  /** A line for people. */
  String line() {
    return act.sign + " " + what + (fields.isEmpty() ? "" : ": " + String.join(", ", fields));
  }
}
