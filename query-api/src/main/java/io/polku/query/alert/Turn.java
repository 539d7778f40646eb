package io.polku.query.alert;

import io.polku.contract.alert.AlertRule;
import io.polku.contract.alert.AlertState;
import io.polku.contract.alert.AlertState.Delivery;
import io.polku.contract.alert.AlertState.Event;
import io.polku.contract.alert.AlertState.Judgement;
import io.polku.contract.alert.AlertState.Message;
import io.polku.contract.alert.AlertState.Outcome;
import io.polku.contract.alert.AlertState.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an alert goes on from one judgement to the next. That it fires is told once, and again each
 * time the quiet time is over; that it does not any more, once, if the first was told. What too
 * little is known about changes nothing.
 */
final class Turn {
  /** By so much a day may be shorter than 24 hours, and so much are moments of looking apart. */
  private static final Duration SLACK_OF_DAYS = Duration.ofMinutes(65);

  private static final Duration SLACK = Duration.ofMinutes(5);

  private Turn() {}

  /**
   * The next state.
   *
   * @param name of the alert, unique over all sites; messages are named after it
   */
  static AlertState next(
      String name, AlertRule rule, AlertState before, Judgement judged, Instant now) {
    return switch (judged.verdict()) {
      case UNKNOWN ->
          new AlertState(
              before.status(),
              before.since(),
              judged,
              before.told(),
              before.sentAt(),
              before.message());
      case BREACH -> {
        var fired = before.status() == Status.FIRING;
        var since = fired ? before.since() : now;
        var sentAt = before.sentAt();
        if (sentAt != null && now.isBefore(sentAt.plus(rule.quiet()).minus(slack(rule)))) {
          yield new AlertState(
              Status.FIRING, since, judged, fired && before.told(), sentAt, before.message());
        }
        var event = fired && before.told() ? Event.STILL_FIRING : Event.FIRING;
        var message = message(name, rule, event, judged, now);
        yield new AlertState(Status.FIRING, since, judged, true, now, message);
      }
      case OK -> {
        var since = before.status() == Status.OK ? before.since() : now;
        var message =
            before.status() == Status.FIRING && before.told()
                ? message(name, rule, Event.RESOLVED, judged, now)
                : before.message();
        yield new AlertState(Status.OK, since, judged, false, before.sentAt(), message);
      }
    };
  }

  /** A quiet time of a period must not leave every other period out. */
  private static Duration slack(AlertRule rule) {
    var days = rule.quiet().compareTo(Duration.ofDays(1)) >= 0;
    return days ? SLACK_OF_DAYS : SLACK;
  }

  /** Whether the next one has to be kept where the figure is of now, and so another each time. */
  static boolean differs(AlertState before, AlertState next) {
    return before.status() != next.status() || !sameMessage(before.message(), next.message());
  }

  private static boolean sameMessage(@Nullable Message one, @Nullable Message other) {
    return Objects.equals(one == null ? null : one.id(), other == null ? null : other.id());
  }

  /** A message that nobody has yet. */
  static Message message(String name, AlertRule rule, Event event, Judgement judged, Instant now) {
    return new Message(
        name + "/" + now.toEpochMilli(),
        event,
        now,
        judged,
        Collections.nCopies(rule.channels().size(), new Delivery(Outcome.PENDING, 0, now, null)));
  }
}
