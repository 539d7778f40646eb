package io.polku.testkit.oracle;

import static io.polku.testkit.event.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Context;
import io.polku.contract.event.Dimension;
import io.polku.contract.event.Event;
import io.polku.contract.session.SessionRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class NaiveSessionsTest {
  private static final SessionRules RULES = new SessionRules(Duration.ofMinutes(30));
  private static final long MINUTE = 60_000;

  @Test
  void aSilenceOfExactlyTheGapDoesNotEndASession() {
    assertThat(sizes(0, 30 * MINUTE)).containsExactly(2);
    assertThat(sizes(0, 30 * MINUTE + 1)).containsExactly(1, 1);
  }

  @Test
  void aSessionIsCutAfterTwentyFourHours() {
    assertThat(sizes(LongStream.rangeClosed(0, 48).map(i -> i * 30 * MINUTE).toArray()))
        .containsExactly(49);
    assertThat(sizes(LongStream.rangeClosed(0, 49).map(i -> i * 30 * MINUTE).toArray()))
        .containsExactly(49, 1);
  }

  @Test
  void orderOfArrivalDoesNotMatter() {
    assertThat(sizes(90 * MINUTE, 0, 60 * MINUTE, 20 * MINUTE)).containsExactly(2, 2);
  }

  @Test
  void describesWhatASessionSays() {
    var session =
        List.of(
            event("login")
                .at(1)
                .user("anna")
                .context(new Context("mobile", "", "", "", "", "", "", "", ""))
                .build(),
            event("page_view").at(2).url("https://shop.example/a?x=1").build(),
            event("purchase").at(3).value(2.5, "EUR").url("https://shop.example/b").build(),
            event("purchase").at(4).build());

    var described = NaiveSessions.describe(session);

    assertThat(described.startMillis()).isEqualTo(1);
    assertThat(described.endMillis()).isEqualTo(4);
    assertThat(described.userId()).isEqualTo("anna");
    assertThat(described.events()).isEqualTo(4);
    assertThat(described.pageViews()).isEqualTo(1);
    assertThat(described.purchases()).isEqualTo(2);
    assertThat(described.revenue()).isEqualTo(2.5);
    assertThat(described.entryPath()).isEqualTo("/a");
    assertThat(described.exitPath()).isEqualTo("/b");
    assertThat(described.entry())
        .isEqualTo(Map.of(Dimension.DEVICE, "mobile", Dimension.CHANNEL, "web"));
  }

  private static List<Integer> sizes(long... timesMillis) {
    var events = LongStream.of(timesMillis).mapToObj(NaiveSessionsTest::at).toList();
    return NaiveSessions.of(events, RULES).stream().map(List::size).toList();
  }

  private static Event at(long timeMillis) {
    return event("page_view").at(timeMillis).build();
  }
}
