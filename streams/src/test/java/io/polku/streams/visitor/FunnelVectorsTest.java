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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors that every engine must answer alike. */
class FunnelVectorsTest {
  static List<FunnelVector> vectors() {
    return FunnelVector.plain();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void engineGivesTheVectorsLevels(FunnelVector vector) {
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
                    .thenComparing(FunnelFact::entryDay))
            .toList();
    assertThat(facts).extracting(FunnelFact::level).isEqualTo(vector.levels());
    if (!vector.chainSeconds().isEmpty()) {
      assertThat(facts)
          .extracting(f -> (last(f) - f.stepTimesMillis().getFirst()) / 1000)
          .isEqualTo(vector.chainSeconds());
    }
    if (!vector.firstEntryToLastSeconds().isEmpty()) {
      assertThat(facts)
          .extracting(f -> (last(f) - f.firstEntryMillis()) / 1000)
          .isEqualTo(vector.firstEntryToLastSeconds());
    }
  }

  private static long last(FunnelFact fact) {
    return fact.stepTimesMillis().getLast();
  }
}
