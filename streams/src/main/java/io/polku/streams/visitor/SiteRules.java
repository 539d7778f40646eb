package io.polku.streams.visitor;

import io.polku.contract.definition.Definition;
import io.polku.contract.session.SessionRules;
import io.polku.streams.funnel.LiveFunnel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;

/**
 * What a site's events are measured by.
 *
 * @param zone its days are days there
 * @param session when a session ends
 * @param grace how far behind a visitor's newest event another may come and still be in time
 * @param funnels what is being computed; a funnel's place in the list is its number in the state of
 *     a visitor while that is in memory
 * @param epoch counts up with each new version of a funnel of the site
 * @param funnelEpochs the epoch with which each of the funnels came
 */
public record SiteRules(
    ZoneId zone,
    SessionRules session,
    Duration grace,
    List<LiveFunnel> funnels,
    long epoch,
    List<Long> funnelEpochs) {

  /** For events of a site that nobody defined: UTC, the defaults, and no funnels. */
  public static final SiteRules UNDEFINED =
      new SiteRules(
          ZoneOffset.UTC,
          new SessionRules(SessionRules.GAP_DEFAULT),
          Definition.Site.GRACE_DEFAULT,
          List.of());

  /** Copies the lists. */
  public SiteRules {
    funnels = List.copyOf(funnels);
    funnelEpochs = List.copyOf(funnelEpochs);
    if (funnelEpochs.size() != funnels.size()) {
      throw new IllegalArgumentException(
          "epochs: " + funnelEpochs.size() + " (expected: one a funnel, " + funnels.size() + ")");
    }
  }

  /** Rules that have been the same from the first event on. */
  public SiteRules(ZoneId zone, SessionRules session, Duration grace, List<LiveFunnel> funnels) {
    this(zone, session, grace, funnels, 0, Collections.nCopies(funnels.size(), 0L));
  }

  /** The day of a time, in days since 1970-01-01. */
  int dayOf(long timeMillis) {
    return (int) Instant.ofEpochMilli(timeMillis).atZone(zone).toLocalDate().toEpochDay();
  }
}
