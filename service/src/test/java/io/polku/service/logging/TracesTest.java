package io.polku.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

final class TracesTest {
  @Test
  void ourOwnMessagesAreLeftOutAndPlacesStay() {
    var failure =
        new IllegalStateException(
            "visitor_id: anna", new IllegalArgumentException("For input string: \"anna\""));

    var said = said(Traces.of(failure));

    assertThat(said)
        .contains("Trace: java.lang.IllegalStateException")
        .containsPattern("Caused by: .*: java.lang.IllegalArgumentException")
        .contains("at io.polku.service.logging.TracesTest")
        .doesNotContain("anna");
  }

  @Test
  void whatKafkaAndTheMachineSayStaysWithoutWhatTheyQuote() {
    var failure =
        new RecordTooLargeException(
            "2000000 bytes, key 'anna\\'s'", new ConnectException("Connection refused"));

    assertThat(said(Traces.of(failure)))
        .contains("RecordTooLargeException: 2000000 bytes, key '?'")
        .contains("java.net.ConnectException: Connection refused")
        .doesNotContain("anna");
  }

  @Test
  void aCauseThatIsItsOwnCauseEnds() {
    var one = new IllegalStateException("one");
    var other = new IllegalStateException("other", one);
    one.initCause(other);

    assertThat(said(Traces.of(one))).contains("java.lang.IllegalStateException");
  }

  @Test
  void aStatementLosesItsValues() {
    assertThat(Traces.unquoted("In scope SELECT 1 WHERE visitor_id = 'anna' AND site = 'shop'"))
        .isEqualTo("In scope SELECT 1 WHERE visitor_id = '?' AND site = '?'");
  }

  private static String said(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
