package io.polku.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OverlayTokensTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
  private static final Instant FROM = Instant.parse("2026-02-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-03-01T00:00:00Z");
  private static final String ADMIN = "an-admin-token";

  @Test
  void anotherInstanceWithTheSameAdminTokenTakesIt() {
    var token = sign("shop");

    assertThat(at(NOW).find(token))
        .hasValueSatisfying(
            overlay -> {
              assertThat(overlay.site()).isEqualTo("shop");
              assertThat(overlay.from()).isEqualTo(FROM);
              assertThat(overlay.to()).isEqualTo(TO);
            });
    assertThat(token).matches("[A-Za-z0-9._-]+");
  }

  @Test
  void itExpires() {
    var token = sign("shop");
    var end = NOW.plus(OverlayTokens.LIFETIME);

    assertThat(at(end.minusMillis(1)).find(token)).isPresent();
    assertThat(at(end).find(token)).isEmpty();
    assertThat(at(end.plus(Duration.ofDays(1))).find(token)).isEmpty();
  }

  @Test
  void whateverIsChangedOfItIsRefused() {
    var token = sign("shop");
    for (var i = 0; i < token.length(); i++) {
      var forged = new StringBuilder(token);
      forged.setCharAt(i, token.charAt(i) == 'A' ? 'B' : 'A');
      assertThat(at(NOW).find(forged.toString())).as("%s", forged).isEmpty();
    }
    assertThat(at(NOW).find(token.substring(0, token.length() - 1))).isEmpty();
    assertThat(at(NOW).find(token + "A")).isEmpty();
    assertThat(at(NOW).find("o1.")).isEmpty();
    assertThat(at(NOW).find("o1")).isEmpty();
    assertThat(at(NOW).find("")).isEmpty();
  }

  @Test
  void anotherAdminTokenEndsIt() {
    var other = new OverlayTokens(ADMIN + "2", Clock.fixed(NOW, ZoneOffset.UTC));

    assertThat(other.find(sign("shop"))).isEmpty();
  }

  private static String sign(String site) {
    var tokens = at(NOW);
    return tokens.sign(tokens.now(site, FROM, TO));
  }

  private static OverlayTokens at(Instant now) {
    return new OverlayTokens(ADMIN, Clock.fixed(now, ZoneOffset.UTC));
  }
}
