package io.polku.query.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.polku.contract.report.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BucketsTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");

  @ParameterizedTest
  @EnumSource(Interval.class)
  void bucketsCoverTheRangeWithoutGaps(Interval interval) {
    var range =
        new TimeRange(
            Instant.parse("2025-03-27T11:17:00Z"), Instant.parse("2025-04-03T05:00:00.001Z"), ZONE);
    var buckets = Buckets.of(range, interval);
    assertThat(buckets.getFirst().from()).isEqualTo(range.from());
    assertThat(buckets.getLast().to()).isEqualTo(range.to());
    for (var i = 1; i < buckets.size(); i++) {
      assertThat(buckets.get(i).from()).isEqualTo(buckets.get(i - 1).to());
      assertThat(buckets.get(i).key()).isGreaterThan(buckets.get(i - 1).key());
    }
  }

  @Test
  void daysFollowTheClocksOfTheSite() {
    var range = days(LocalDate.of(2025, 3, 29), LocalDate.of(2025, 4, 1));
    assertThat(Buckets.of(range, Interval.DAY))
        .extracting(bucket -> Duration.between(bucket.from(), bucket.to()))
        .containsExactly(Duration.ofHours(24), Duration.ofHours(23), Duration.ofHours(24));
  }

  @Test
  void anHourThatComesTwiceIsTwoBuckets() {
    var range = days(LocalDate.of(2025, 10, 26), LocalDate.of(2025, 10, 27));
    assertThat(Buckets.of(range, Interval.HOUR)).hasSize(25);
  }

  @Test
  void weeksBeginOnMondayAndAreCutByTheRange() {
    var range = days(LocalDate.of(2025, 3, 29), LocalDate.of(2025, 4, 9));
    var weeks = Buckets.of(range, Interval.WEEK);
    assertThat(weeks)
        .extracting(Buckets.Bucket::key)
        .containsExactly(
            LocalDate.of(2025, 3, 24).toEpochDay(),
            LocalDate.of(2025, 3, 31).toEpochDay(),
            LocalDate.of(2025, 4, 7).toEpochDay());
    assertThat(weeks.getFirst().from()).isEqualTo(range.from());
  }

  @Test
  void tooManyBucketsAreRefused() {
    var range = days(LocalDate.of(2025, 1, 1), LocalDate.of(2026, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Buckets.of(range, Interval.HOUR));
  }

  private static TimeRange days(LocalDate from, LocalDate to) {
    return new TimeRange(
        from.atStartOfDay(ZONE).toInstant(), to.atStartOfDay(ZONE).toInstant(), ZONE);
  }
}
