package io.polku.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class DailyVisitorsTest {
  private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");
  private final DailyVisitors visitors = new DailyVisitors("secret");

  private String id(String site, String time, String client) {
    return visitors.id(site, HELSINKI, Instant.parse(time).toEpochMilli(), client);
  }

  @Test
  void holdsForADayOfTheSiteAndNoLonger() {
    var morning = id("shop", "2026-11-20T22:00:00Z", "a");

    assertThat(id("shop", "2026-11-21T21:59:59.999Z", "a")).isEqualTo(morning);
    assertThat(id("shop", "2026-11-21T22:00:00Z", "a")).isNotEqualTo(morning);
    assertThat(id("shop", "2026-11-20T21:59:59.999Z", "a")).isNotEqualTo(morning);
  }

  @Test
  void tellsClientsSitesAndSecretsApart() {
    var time = "2026-11-21T12:00:00Z";
    var one = id("shop", time, "a");

    assertThat(one).matches("day-[A-Za-z0-9_-]{22}");
    assertThat(id("shop", time, "b")).isNotEqualTo(one);
    assertThat(id("other", time, "a")).isNotEqualTo(one);
    var millis = Instant.parse(time).toEpochMilli();
    assertThat(new DailyVisitors("changed").id("shop", HELSINKI, millis, "a")).isNotEqualTo(one);
    assertThat(new DailyVisitors("").id("shop", HELSINKI, millis, "a"))
        .isNotEqualTo(new DailyVisitors("").id("shop", HELSINKI, millis, "a"));
  }
}
