package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.Unit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subjects behind one figure of a {@link FunnelReport}.
 *
 * @param funnel which one
 * @param unit what is counted
 * @param source what it was computed from
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param step the step's number, from 1
 * @param name the step's name
 * @param state which figure of the step
 * @param total how many there are, on all pages; that figure
 * @param subjects latest entry first
 * @param nextAfter where this page ends, to ask for the next; null where it is the last
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FunnelSubjects(
    FunnelReport.Ref funnel,
    Unit unit,
    Source source,
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    int step,
    String name,
    SubjectState state,
    long total,
    List<Subject> subjects,
    @Nullable String nextAfter) {
  /** Subjects of one page where nothing is said. */
  public static final int LIMIT_DEFAULT = 50;

  /** Most subjects of one page. */
  public static final int LIMIT_MAX = 1_000;

  /** Copies the subjects. */
  public FunnelSubjects {
    subjects = List.copyOf(subjects);
  }

  /**
   * One subject, or one pair of a subject and a value.
   *
   * @param visitorId the visitor
   * @param sessionStart which session is counted; null where visitors are
   * @param sessionId text of the session in which the step was reached; null where that is not
   *     stored yet
   * @param held the value that the chain holds; null where the funnel holds none
   * @param value the breakdown's value at entry; null where none was asked for
   * @param enteredAt when the first step was reached
   * @param reachedAt when the step asked for was reached
   * @param level how many required steps were reached; with order any, how many steps
   * @param lastPage see {@link io.polku.contract.funnel.WayOut}, of the chain's last event
   * @param lastClick likewise
   * @param next likewise
   * @param signals likewise, in their own order
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Subject(
      String visitorId,
      @Nullable Instant sessionStart,
      @Nullable String sessionId,
      @Nullable String held,
      @Nullable String value,
      Instant enteredAt,
      Instant reachedAt,
      int level,
      String lastPage,
      String lastClick,
      String next,
      List<Signal> signals) {
    /** Copies the signals. */
    public Subject {
      signals = List.copyOf(signals);
    }
  }
}
