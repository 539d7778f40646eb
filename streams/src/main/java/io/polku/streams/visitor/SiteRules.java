package io.polku.streams.visitor;

import io.polku.contract.definition.Definition;
import io.polku.contract.session.SessionRules;
import io.polku.streams.funnel.LiveFunnel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What a site's events are measured by.
 *
 * @param zone its days are days there
 * @param session when a session ends
 * @param grace how far behind a visitor's newest event another may come and still be in time
 * @param funnels what is being computed; a funnel's place in the list is its number in the state of
 *     a visitor while that is in memory
 */
public record SiteRules(
    ZoneId zone, SessionRules session, Duration grace, List<LiveFunnel> funnels) {

  /** For events of a site that nobody defined: UTC, the defaults, and no funnels. */
  public static final SiteRules UNDEFINED =
      new SiteRules(
          ZoneOffset.UTC,
          new SessionRules(SessionRules.GAP_DEFAULT),
          Definition.Site.GRACE_DEFAULT,
          List.of());

  /** Copies the funnels. */
  public SiteRules {
    funnels = List.copyOf(funnels);
  }

  /** The day of a time, in days since 1970-01-01. */
  int dayOf(long timeMillis) {
    return (int) Instant.ofEpochMilli(timeMillis).atZone(zone).toLocalDate().toEpochDay();
  }
}
