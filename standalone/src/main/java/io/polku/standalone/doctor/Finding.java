package io.polku.standalone.doctor;

/**
 * What came of one check.
 *
 * @param what was looked at
 * @param state how it is
 * @param detail what was seen
 * @param advice what to do about it; "" where nothing is wrong
 */
record Finding(String what, State state, String detail, String advice) {
  /** How something is. */
  enum State {
    OK,
    WRONG
  }

  static Finding ok(String what, String detail) {
    return new Finding(what, State.OK, detail, "");
  }

  static Finding wrong(String what, String detail, String advice) {
    return new Finding(what, State.WRONG, detail, advice);
  }

  boolean wrong() {
    return state == State.WRONG;
  }
}
