package io.polku.contract.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathGlobTest {
  @ParameterizedTest
  @CsvSource({
    "/p/*,       /p/42,        true",
    "/p/*,       /p/,          true",
    "/p/*,       /p/42/sizes,  false",
    "/p/**,      /p/42/sizes,  true",
    "/p/*/sizes, /p/42/sizes,  true",
    "/**,        /,            true",
    "**/pay,     /shop/pay,    true",
    "/a.b,       /a.b,         true",
    "/a.b,       /axb,         false",
    "/P,         /p,           false",
    "/p,         /p/,          false",
    "/caf%C3%A9, /caf%C3%A9,   true",
    "/(x)[y]{1}, /(x)[y]{1},   true",
    "/$^+?|,     /$^+?|,       true",
  })
  void starStaysInItsSegmentAndTwoStarsCrossSegments(String glob, String path, boolean matches) {
    assertThat(new PathGlob(glob).matches(path)).isEqualTo(matches);
  }

  @Test
  void everyCharacterOtherThanAStarStandsForItself() {
    for (var c = '!'; c < 127; c++) {
      if (c != '*') {
        assertThat(new PathGlob("/a" + c).matches("/a" + c)).as("character %s", c).isTrue();
      }
    }
  }

  @Test
  void refusesAnEmptyGlobNamingWhatWasExpected() {
    assertThatThrownBy(() -> new PathGlob(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("path: '' (expected: 1 to 1000 characters)");
  }
}
