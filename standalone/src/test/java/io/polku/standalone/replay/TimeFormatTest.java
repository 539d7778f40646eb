package io.polku.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeFormatTest {
  @ParameterizedTest
  @CsvSource({
    "iso, 2020-11-01T00:27:14Z, 2020-11-01T00:27:14Z",
    "iso, 2020-11-01 00:27:14, 2020-11-01T00:27:14Z",
    "iso, 2020-11-01T02:27:14.25+02:00, 2020-11-01T00:27:14.250Z",
    "iso, 2020-11-01 02:27:14+0200, 2020-11-01T00:27:14Z",
    "iso, 2020-11-01, 2020-11-01T00:00:00Z",
    "epoch_s, 1551380987.065, 2019-02-28T19:09:47.065Z",
    "epoch_s, 1551380987, 2019-02-28T19:09:47Z",
    "epoch_ms, 1551380987065, 2019-02-28T19:09:47.065Z",
    "epoch_us, 1551380987065999, 2019-02-28T19:09:47.065Z",
    "dd/MMM/yyyy:HH:mm:ss Z, 17/May/2015:12:05:03 +0200, 2015-05-17T10:05:03Z",
    "yyyy-MM-dd HH:mm:ss 'UTC', 2019-10-01 00:00:01 UTC, 2019-10-01T00:00:01Z",
    "yyyy-MM-dd HH:mm:ss z, 2019-10-01 00:00:01 UTC, 2019-10-01T00:00:01Z",
    "dd.MM.yyyy, 01.10.2019, 2019-10-01T00:00:00Z",
  })
  void readsTimes(String format, String text, Instant expected) throws BadRowException {
    assertThat(TimeFormat.of(format, ZoneOffset.UTC).millis(text))
        .isEqualTo(expected.toEpochMilli());
  }

  @Test
  void readsLocalTimesInTheZoneOfTheFile() throws BadRowException {
    var format = TimeFormat.of("iso", ZoneId.of("Europe/Helsinki"));

    assertThat(Instant.ofEpochMilli(format.millis("2020-07-01 03:00:00")))
        .isEqualTo("2020-07-01T00:00:00Z");
  }

  @Test
  void saysWhichTimeItCouldNotRead() {
    assertThatThrownBy(() -> TimeFormat.of("epoch_s", ZoneOffset.UTC).millis("yesterday"))
        .isInstanceOf(BadRowException.class)
        .hasMessage("time: 'yesterday' (expected: epoch_s)");
  }
}
