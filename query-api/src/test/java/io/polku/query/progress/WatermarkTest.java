package io.polku.query.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatermarkTest {
  private final Watermark watermark = new Watermark();

  @Test
  void withoutLagItIsTheMomentOfTheLook() {
    look(at(1), of(5, 7), of(5, 7), of(9), of(9));
    assertThat(watermark.reached()).contains(at(1));
    look(at(2), of(5, 7), of(5, 7), of(9), of(9));
    assertThat(watermark.reached()).contains(at(2));
  }

  @Test
  void anEmptyLogIsProcessed() {
    look(at(1), of(0, 0), new Offsets(Map.of()), of(0), new Offsets(Map.of()));
    assertThat(watermark.reached()).contains(at(1));
  }

  @Test
  void itWaitsForTheStreamsAndThenForTheSink() {
    look(at(1), of(10, 0), of(5, 0), of(3), of(3));
    assertThat(watermark.reached()).isEmpty();
    look(at(2), of(12, 0), of(10, 0), of(8), of(3));
    assertThat(watermark.reached()).as("the sink is at 3 of 8").isEmpty();
    look(at(3), of(12, 0), of(11, 0), of(9), of(8));
    assertThat(watermark.reached()).contains(at(1));
    look(at(4), of(12, 0), of(12, 0), of(11), of(10));
    assertThat(watermark.reached()).as("2 and 3 asked for 12 events").contains(at(1));
    look(at(5), of(12, 0), of(12, 0), of(11), of(11));
    assertThat(watermark.reached()).contains(at(5));
  }

  @Test
  void everyPartitionCounts() {
    look(at(1), of(1, 1), of(1, 0), of(0), of(0));
    assertThat(watermark.reached()).isEmpty();
  }

  @Test
  void aLongLagKeepsItFromGrowingWithoutEndAndLosesNoMomentForGood() {
    for (var i = 0; i < 100_000; i++) {
      look(at(i), of(i + 1), of(0), of(0), of(0));
    }
    assertThat(watermark.reached()).isEmpty();
    look(at(100_000), of(100_000), of(50_000), of(7), of(7));
    assertThat(watermark.reached().orElseThrow()).isBetween(at(40_000), at(50_000));
  }

  @Test
  void itWaitsForHistoryThatWasAskedForAndForWhatComesOfIt() {
    var events = of(5);
    watermark.look(
        at(1), new Watermark.Look(events, events, of(3), of(2), of(7), of(7), of(9), of(9)));
    assertThat(watermark.reached()).as("a request is not answered").isEmpty();
    watermark.look(
        at(2), new Watermark.Look(events, events, of(3), of(3), of(8), of(7), of(9), of(9)));
    assertThat(watermark.reached()).as("an answer is not taken in").isEmpty();
    watermark.look(
        at(3), new Watermark.Look(events, events, of(3), of(3), of(8), of(8), of(10), of(9)));
    assertThat(watermark.reached()).as("its rows are not stored").isEmpty();
    watermark.look(
        at(4), new Watermark.Look(events, events, of(3), of(3), of(8), of(8), of(10), of(10)));
    assertThat(watermark.reached()).contains(at(4));
  }

  /** Without any history asked for. */
  private void look(
      Instant at, Offsets eventsEnd, Offsets eventsDone, Offsets changesEnd, Offsets changesDone) {
    var none = new Offsets(Map.of());
    watermark.look(
        at,
        new Watermark.Look(eventsEnd, eventsDone, none, none, none, none, changesEnd, changesDone));
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  private static Offsets of(long... offsets) {
    var byPartition = new java.util.HashMap<Integer, Long>();
    for (var i = 0; i < offsets.length; i++) {
      byPartition.put(i, offsets[i]);
    }
    return new Offsets(byPartition);
  }
}
