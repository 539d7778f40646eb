package io.polku.contract.funnel;

import io.polku.contract.event.Event;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a funnel counts. Immutable and validated; read it with {@link FunnelJson}.
 *
 * <h2>Semantics</h2>
 *
 * <p>Events of one visitor are ordered by time, {@code seq} and id ({@code Event.ORDER}); "before",
 * "after", "between", "earliest" and "latest" are meant in that order. A <em>subject</em> is a
 * visitor, or one session of a visitor (a visitor's events with gaps of at most the site's session
 * gap, inclusive, cut where an event is more than 24 hours after the session's start).
 *
 * <ul>
 *   <li>A <em>chain</em> of length k is a sequence of k different events e1 &lt; e2 &lt; … &lt; ek
 *       of one subject, ei matching the i-th required step, with {@code time(ek) − time(e1) ≤
 *       window}. Other events may lie between.
 *   <li>For each subject and <em>entry day</em> (a day in the site's time zone), the <em>level</em>
 *       is the length of the longest chain whose e1 lies in that day; later steps may lie after it.
 *       A subject without an event of step 1 in that day has no fact there.
 *   <li>The <em>reported chain</em> is the longest; of those, the one that finishes earliest; then
 *       the one that starts latest; then, from the end, each earlier step the latest that fits.
 *   <li>The <em>deadline</em> is the last moment at which another event could still raise the
 *       level: the subject's last event of step 1 in that entry day, plus the window; for a session
 *       also no later than its last event plus the gap, and its start plus 24 hours. A subject
 *       below the last step is <em>open</em> while {@code as_of ≤ deadline}, then <em>dropped</em>.
 *   <li>A <em>drop-off</em> at step k reached step k and not the next required one. Steps count
 *       from 1. Rates are 0 when their base is 0.
 * </ul>
 *
 * <h2>Options</h2>
 *
 * <ul>
 *   <li><b>Window per step</b> ({@link Window#perStep}): in a chain, {@code time(ei+1) − time(ei) ≤
 *       window} for every i, instead of the window from first to last. The deadline is the maximum,
 *       over lengths j from 1 to the level, of (the latest end of a valid chain of length j whose
 *       e1 lies in the day) + (level + 1 − j) × window, bounded for a session as before. At the
 *       last step nothing can raise the level: then the deadline is the end of the reported chain.
 *   <li><b>Strict</b>: between two consecutive events of a chain lies no other event of the
 *       subject, whatever it is, except {@link WayOut#PASSIVE passive} ones. A repeat of a step is
 *       an other event. A passive event may itself serve as a step. Everything else as above.
 *   <li><b>Any</b>: an event serves only the lowest-numbered step it matches. A chain is a sequence
 *       of events e1 &lt; … &lt; ek that serve k different steps, with {@code time(ek) − time(e1) ≤
 *       window}. A subject has a fact on every day with an event that matches any step; the first
 *       entry and the deadline are taken from the first and last such event of the day. {@code
 *       entered} of step k is the number of subjects with level ≥ k; step times are by position.
 *   <li><b>Exclude</b>: an exclusion event is one that matches an exclusion and no step at all,
 *       optional ones included. A chain of length L is invalid if an event of an exclusion lies
 *       after its event of step {@code from} and before its event of step {@code to}, or before its
 *       last event where L does not reach {@code to}. So nothing after the last event of a chain
 *       makes it invalid, and a later step 1 may begin a new one. Level, reported chain and
 *       deadline are those of valid chains. The <em>unexcluded level</em> is the level if there
 *       were no exclusions; where it is higher the fact is <em>excluded</em>.
 *   <li><b>Optional</b>: chains, level, window and deadline know required steps alone. An optional
 *       step is entered if an event that matches it lies between the chain's events of the required
 *       steps before and after it, both of which were reached; its time is that of the latest such
 *       event. Each optional step for itself: several may be entered by one event, in any order. It
 *       is never dropped or open, and {@code converted} is its {@code entered}. Rates and times of
 *       a step are from the previous required step.
 *   <li><b>Hold</b>: the funnel is run for each value ({@link Hold#values}) that an event of step 1
 *       carries in the entry day, over the events that carry the value, as if the others were not
 *       there; but in a strict funnel every event of the subject is an other event, and an
 *       exclusion event counts if it carries the value or none. First entry, deadline and optional
 *       steps are those of events with the value; the session is that of all events. At most the
 *       first {@value Hold#VALUES_MAX} values of a subject and entry day, in order of events and
 *       within an event of its items; where there are more, all its facts of that day are
 *       <em>capped</em>. There is one fact for each subject, value and entry day.
 *   <li><b>Way out</b>: see {@link WayOut}, of the last event of the reported chain.
 * </ul>
 *
 * <p>Refused: hold and window per step with any; optional steps and exclusions with strict and any;
 * unit item without hold; an optional first or last step; an exclusion from or to an optional step.
 *
 * <h2>Ranges</h2>
 *
 * <p>A range is counted from the facts of its days; the part of a day that lies in a range or in a
 * bucket of one is a day of its own. A subject counts <b>once</b>, with its best fact: highest
 * level; then the one whose last step is earliest; then the one whose step 1 is latest, both by
 * time alone; then the smallest value by UTF-8 bytes. With unit item each (subject, value) counts
 * once, likewise. So days do not add up to the range.
 *
 * <ul>
 *   <li>Breakdown values are those at e1 of the best fact's chain; times are that chain's.
 *   <li>It is <em>excluded</em> if the highest unexcluded level of its facts in the range is above
 *       the highest level; then it is dropped at its level whatever the deadline.
 *   <li>Else, below the last step, it is <em>open</em> while {@code as_of} is not after the latest
 *       deadline of its facts in the range; then it is dropped.
 *   <li>It is <em>capped</em> if any of its facts in the range is; a report counts such visitors or
 *       sessions, also with unit item.
 * </ul>
 *
 * <p>Vectors (time in seconds; resource {@code funnel-vectors.json} holds these and more, for every
 * engine):
 *
 * <table>
 * <caption>Vectors</caption>
 * <tr><th>events</th><th>funnel</th><th>level</th></tr>
 * <tr><td>A0 A30 B45 C75, window 60</td><td>A→B→C</td><td>3</td></tr>
 * <tr><td>A0 B0 (seq A &lt; B)</td><td>A→B</td><td>2</td></tr>
 * <tr><td>B0 A0.9</td><td>A→B</td><td>1</td></tr>
 * <tr><td>A0; and A0 A5</td><td>A→A</td><td>1; 2</td></tr>
 * <tr><td>A0 X1 B2, strict</td><td>A→B</td><td>1</td></tr>
 * <tr><td>A0 X1 B2, exclude X from 1 to 2; then A3 B4 more</td><td>A→B</td>
 * <td>1, excluded; then 2</td></tr>
 * <tr><td>A0 B50 C100, window 60; and A0 B50 C60</td><td>A→B→C</td><td>2; 3</td></tr>
 * <tr><td>A0 A1 A2 B3</td><td>A→B</td><td>2; reported chain 1 s, from the first entry 3 s</td></tr>
 * <tr><td>session 1: A, session 2: B</td><td>A→B</td><td>visitor 2, session 1</td></tr>
 * <tr><td>delivered B then A, happened A then B</td><td>A→B</td><td>2</td></tr>
 * </table>
 *
 * @param name what people call it, 1 to 200 characters
 * @param subject what is counted
 * @param order which chains count
 * @param window longest time from first to last step, at most 90 days; or from each required step
 *     to the next, all together at most 90 days
 * @param steps 2 to 20 steps, in order
 * @param exclude at most 10 kinds of events that must not happen on the way
 * @param hold what must stay the same through all steps, or null for nothing
 * @param unit what a report counts
 */
public record FunnelDefinition(
    String name,
    Subject subject,
    Order order,
    Window window,
    List<Step> steps,
    List<Exclusion> exclude,
    @Nullable Hold hold,
    Unit unit) {
  /** Fewest steps. */
  public static final int STEPS_MIN = 2;

  /** Most steps. */
  public static final int STEPS_MAX = 20;

  /** Most exclusions. */
  public static final int EXCLUSIONS_MAX = 10;

  /** The window where a definition names none. */
  public static final Duration WINDOW_DEFAULT = Duration.ofDays(7);

  /** Longest time from first to last step. */
  public static final Duration WINDOW_MAX = Duration.ofDays(90);

  private static final int NAME_CHARS_MAX = 200;

  /**
   * Refuses impossible values; copies the collections. Options that a stored definition says
   * nothing of have their defaults.
   */
  public FunnelDefinition {
    order = order == null ? Order.ORDERED : order;
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
    unit = unit == null ? Unit.SUBJECT : unit;
    steps = List.copyOf(steps);
    if (name.isBlank() || name.length() > NAME_CHARS_MAX) {
      throw new IllegalArgumentException("name: '" + name + "' (expected: 1 to 200 characters)");
    }
    if (steps.size() < STEPS_MIN || steps.size() > STEPS_MAX) {
      throw new IllegalArgumentException("steps: " + steps.size() + " (expected: 2 to 20)");
    }
    var problems = FunnelRules.problems(order, window, steps, exclude, hold, unit);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.getFirst().message());
    }
  }

  /** A plain funnel: steps in order, a window from first to last, and no other option. */
  public FunnelDefinition(String name, Subject subject, Duration window, List<Step> steps) {
    this(name, subject, Order.ORDERED, Window.whole(window), steps, List.of(), null, Unit.SUBJECT);
  }

  /** The steps that are not optional, in order; at least two. */
  public List<Step> requiredSteps() {
    return steps.stream().filter(step -> !step.optional()).toList();
  }

  /** Longest possible time from first to last step. */
  public Duration span() {
    return window.perStep()
        ? window.length().multipliedBy(requiredSteps().size() - 1L)
        : window.length();
  }

  /**
   * Whether the event is one of an exclusion: it matches it, and no step at all. That says nothing
   * of the value it holds.
   *
   * @param exclusion one of {@link #exclude}
   */
  public boolean excludes(Exclusion exclusion, Event event) {
    return exclusion.matches(event) && steps.stream().noneMatch(step -> step.matches(event));
  }
}
