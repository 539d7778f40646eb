package io.polku.query.dropoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polku.contract.funnel.Signal;
import io.polku.contract.report.FunnelDropoffs.SignalOdds;
import io.polku.query.dropoff.SignalJudge.With;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SignalJudgeTest {
  private static final Offset<Double> NEAR = within(1e-4);

  /** By hand: (60 × 70) / (40 × 30) = 3.5; ln 3.5 ± 1.96 √(1/60 + 1/40 + 1/30 + 1/70). */
  @Test
  void oddsHaveTheirIntervalAndTheirChance() {
    var odds = one(new With(Signal.JS_ERROR, 60, 30, 0), 100, 100);
    assertThat(odds.enough()).isTrue();
    assertThat(odds.oddsRatio()).isCloseTo(3.5, NEAR);
    assertThat(odds.interval().getFirst()).isCloseTo(1.9486, NEAR);
    assertThat(odds.interval().getLast()).isCloseTo(6.2866, NEAR);
    assertThat(odds.pValue()).isCloseTo(3.3e-5, within(1e-6));
    assertThat(odds.qValue()).isEqualTo(odds.pValue());
    assertThat(odds.finding()).isTrue();
    assertThat(List.of(odds.droppedWithout(), odds.convertedWithout())).containsExactly(40L, 70L);
    assertThat(odds.shareDropped()).isEqualTo(0.6);
  }

  @Test
  void anEmptyCellIsCorrectedAndStillHasAnInterval() {
    var odds = one(new With(Signal.FORM_ERROR, 20, 0, 0), 40, 50);
    assertThat(odds.oddsRatio()).isCloseTo(20.5 * 50.5 / (20.5 * 0.5), NEAR);
    assertThat(odds.interval().getFirst()).isGreaterThan(1);
    assertThat(odds.finding()).isTrue();
  }

  @Test
  void withTooFewThereIsNoFindingHoweverFarApartTheyAre() {
    for (var odds :
        List.of(
            one(new With(Signal.JS_ERROR, 29, 0, 0), 29, 1_000),
            one(new With(Signal.JS_ERROR, 500, 0, 0), 500, 29),
            one(new With(Signal.JS_ERROR, 9, 0, 0), 100, 100_000),
            one(new With(Signal.JS_ERROR, 0, 0, 0), 0, 0))) {
      assertThat(odds.enough()).isFalse();
      assertThat(odds.finding()).isFalse();
      assertThat(odds.oddsRatio()).isNull();
      assertThat(odds.pValue()).isNull();
    }
  }

  @Test
  void whatIsMoreFrequentAmongTheConvertedIsNoFinding() {
    var odds = one(new With(Signal.RAGE_CLICK, 10, 60, 0), 100, 100);
    assertThat(odds.enough()).isTrue();
    assertThat(odds.oddsRatio()).isLessThan(1);
    assertThat(odds.pValue()).isLessThan(0.05);
    assertThat(odds.finding()).isFalse();
  }

  /** With six signals of which none tells anything, one in twenty has a p below 0.05 by chance. */
  @Test
  void aSmallPAmongManyIsNoFinding() {
    var all =
        SignalJudge.judge(
            List.of(
                new With(Signal.RAGE_CLICK, 33, 20, 0),
                new With(Signal.DEAD_CLICK, 20, 20, 0),
                new With(Signal.FORM_ERROR, 20, 20, 0),
                new With(Signal.JS_ERROR, 20, 20, 0),
                new With(Signal.SLOW_PAGE, 20, 20, 0),
                new With(Signal.EMPTY_SEARCH, 20, 20, 0)),
            100,
            100);
    assertThat(all.getFirst().pValue()).isBetween(0.03, 0.06);
    assertThat(all.getFirst().qValue()).isGreaterThan(0.15);
    assertThat(all).noneMatch(SignalOdds::finding);
  }

  private static SignalOdds one(With with, long dropped, long converted) {
    return SignalJudge.judge(List.of(with), dropped, converted).getFirst();
  }
}
