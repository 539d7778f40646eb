package io.polku.streams.session;

import io.polku.contract.session.Session;
import io.polku.contract.session.SessionRules;
import io.polku.streams.event.SlimEvent;
import io.polku.streams.event.Traits;

/**
 * A session while a visitor's events are gone through in order.
 *
 * @param startPath path of the first event, which may be ""
 * @param entryPath path of the first event that has one, or ""
 * @param exitPath path of the last event that has one, or ""
 */
public record OpenSession(
    long startMillis,
    long endMillis,
    String userId,
    int events,
    int pageViews,
    int purchases,
    double revenue,
    String startPath,
    String entryPath,
    String exitPath,
    Traits traits) {

  /** The session that begins with this event. */
  public static OpenSession startedBy(SlimEvent event) {
    return new OpenSession(
            event.timeMillis(),
            event.timeMillis(),
            "",
            0,
            0,
            0,
            0,
            event.path(),
            "",
            "",
            event.traits())
        .with(event);
  }

  /** Whether an event at that time, not before the session's end, still belongs to it. */
  public boolean reaches(long timeMillis, SessionRules rules) {
    return rules.continues(startMillis, endMillis, timeMillis);
  }

  /** The session with its next event. */
  public OpenSession with(SlimEvent event) {
    return new OpenSession(
        startMillis,
        event.timeMillis(),
        event.userId().isEmpty() ? userId : event.userId(),
        events + 1,
        pageViews + (event.kind() == SlimEvent.Kind.PAGE_VIEW ? 1 : 0),
        purchases + (event.kind() == SlimEvent.Kind.PURCHASE ? 1 : 0),
        revenue + event.value(),
        startPath,
        entryPath.isEmpty() ? event.path() : entryPath,
        event.path().isEmpty() ? exitPath : event.path(),
        traits);
  }

  /** The last moment at which an event could still belong to it, epoch milliseconds. */
  public long deadlineMillis(SessionRules rules) {
    return Math.min(
        endMillis + rules.gap().toMillis(), startMillis + SessionRules.LENGTH_MAX.toMillis());
  }

  /** The session as others know it. */
  public Session of(String visitorId) {
    return new Session(
        visitorId,
        startMillis,
        endMillis,
        userId,
        events,
        pageViews,
        purchases,
        revenue,
        entryPath,
        exitPath,
        traits.at(startPath));
  }
}
