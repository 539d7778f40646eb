package io.polku.contract.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SessionIdTest {
  @Test
  void whatIsWrittenIsReadAndFitsAnAddress() {
    for (var visitor : List.of("ann", "ä/ö ?&#", "a.b.c", "x".repeat(128), "\uD83D\uDE00")) {
      for (var start : List.of(0L, 1_740_823_200_000L, -1L, Long.MAX_VALUE)) {
        var id = new SessionId(visitor, start);
        assertThat(id.text()).matches("[A-Za-z0-9_-]+");
        assertThat(SessionId.ofText(id.text())).contains(id);
      }
    }
  }

  @Test
  void whatIsNoneIsNone() {
    for (var text : List.of("", "x", " ", "%", "YQ", "LmE", "YS4", "_____w", "x".repeat(300))) {
      assertThat(SessionId.ofText(text)).as(text).isEmpty();
    }
  }
}
