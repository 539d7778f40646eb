package io.polku.streams.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.session.SessionRules;
import io.polku.streams.funnel.LiveFunnel;
import io.polku.testkit.oracle.FunnelVector;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors that every engine must answer alike. */
class FunnelVectorsTest {
  static List<FunnelVector> vectors() {
    return FunnelVector.all();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void engineAnswersAsTheVectorSays(FunnelVector vector) {
    var rules =
        new SiteRules(
            ZoneId.of("Europe/Helsinki"),
            new SessionRules(SessionRules.GAP_DEFAULT),
            Duration.ofHours(24),
            List.of(new LiveFunnel("f", 1, vector.funnel())));
    var told = new Told(rules);
    vector.delivery().forEach(told::accept);
    var facts =
        told.facts().stream()
            .sorted(
                Comparator.comparingLong(FunnelFact::sessionStartMillis)
                    .thenComparing(FunnelFact::entryDay)
                    .thenComparing(FunnelFact::value))
            .toList();
    assertThat(facts).extracting(FunnelFact::level).isEqualTo(vector.levels());
    said(vector.chainSeconds(), facts, f -> seconds(last(f) - f.stepTimesMillis().getFirst()));
    said(vector.firstEntryToLastSeconds(), facts, f -> seconds(last(f) - f.firstEntryMillis()));
    said(vector.values(), facts, FunnelFact::value);
    said(vector.unexcludedLevels(), facts, FunnelFact::unexcludedLevel);
    said(
        vector.stepSeconds(),
        facts,
        f -> f.stepTimesMillis().stream().map(FunnelVectorsTest::second).toList());
    said(vector.deadlineSeconds(), facts, f -> second(f.deadlineMillis()));
    said(vector.wayOuts(), facts, FunnelFact::wayOut);
  }

  private static <T> void said(
      List<T> expected, List<FunnelFact> facts, Function<FunnelFact, T> part) {
    if (!expected.isEmpty()) {
      assertThat(facts).extracting(part).isEqualTo(expected);
    }
  }

  /** Second of the vector; -1 for no time. */
  private static long second(long millis) {
    return millis == 0 ? -1 : seconds(millis - FunnelVector.START_MILLIS);
  }

  private static long seconds(long millis) {
    return millis / 1000;
  }

  private static long last(FunnelFact fact) {
    return fact.stepTimesMillis().getLast();
  }
}
