package io.polku.contract.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SessionRulesTest {
  private static final SessionRules RULES = new SessionRules(SessionRules.GAP_DEFAULT);
  private static final long GAP = SessionRules.GAP_DEFAULT.toMillis();
  private static final long DAY = SessionRules.LENGTH_MAX.toMillis();

  @Test
  void gapIsInclusive() {
    assertThat(RULES.continues(0, 0, GAP)).isTrue();
    assertThat(RULES.continues(0, 0, GAP + 1)).isFalse();
  }

  @Test
  void sessionEndsWhereAnEventIsMoreThanADayAfterItsStart() {
    assertThat(RULES.continues(0, DAY - 1, DAY)).isTrue();
    assertThat(RULES.continues(0, DAY, DAY + 1)).isFalse();
  }

  @Test
  void refusesAGapOfNothing() {
    assertThatThrownBy(() -> new SessionRules(Duration.ZERO))
        .hasMessage("gap: PT0S (expected: > PT0S, at most P1D)");
  }
}
