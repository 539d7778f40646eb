package io.polku.ingest.collect;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.change.Rejected;
import io.polku.contract.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves the handling of a request; answered as an RFC 9457 problem document. */
final class ProblemException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final transient @Nullable JsonLocation location;
  private final transient List<Rejected> letters;
  private final int retryAfterSeconds;

  ProblemException(Problem problem, String detail) {
    this(problem, detail, null, List.of(), 0);
  }

  /** A problem with one place in the body. */
  ProblemException(Problem problem, String detail, @Nullable JsonLocation location) {
    this(problem, detail, location, List.of(), 0);
  }

  private ProblemException(
      Problem problem,
      String detail,
      @Nullable JsonLocation location,
      List<Rejected> letters,
      int retryAfterSeconds) {
    // Without a stack trace: bad input is no fault of ours, and may come at any rate.
    super(detail, null, false, false);
    this.problem = problem;
    this.location = location;
    this.letters = letters;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** A refusal for good of events whose site is known: each becomes a dead letter. */
  static ProblemException withLetters(Problem problem, String detail, List<Rejected> letters) {
    return new ProblemException(problem, detail, null, letters, 0);
  }

  /** A passing problem: the sender may come again after that many seconds. */
  static ProblemException passing(Problem problem, String detail, int retryAfterSeconds) {
    return new ProblemException(problem, detail, null, List.of(), retryAfterSeconds);
  }

  /** What is to be published before the answer. */
  List<Rejected> letters() {
    return letters;
  }

  /** When to come again, in seconds; 0 when that is no use. */
  int retryAfterSeconds() {
    return retryAfterSeconds;
  }

  Problem problem() {
    return problem;
  }

  /** The problem document. */
  ObjectNode document() {
    var document =
        Json.mapper()
            .createObjectNode()
            .put("type", "urn:polku:problem:" + problem.word())
            .put("title", problem.title())
            .put("status", problem.status())
            .put("code", problem.word())
            .put("detail", getMessage());
    if (location != null) {
      document.put("line", location.getLineNr()).put("column", location.getColumnNr());
    }
    return document;
  }
}
