package io.polku.contract.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polku.contract.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScalarTextTest {
  @ParameterizedTest
  @CsvSource({
    "1,1",
    "1.0,1",
    "1e0,1",
    "100,100",
    "1e2,100",
    "0.50,0.5",
    "-0.0,0",
    "12345678901234567890,12345678901234567890",
    "true,true",
    "'\"1.0\"',1.0",
  })
  void oneValueHasOneText(String json, String text) throws Exception {
    assertThat(ScalarText.of(Json.mapper().readTree(json))).isEqualTo(text);
  }

  @Test
  void aHugeExponentDoesNotBecomeAHugeText() throws Exception {
    assertThat(ScalarText.of(Json.mapper().readTree("1e999"))).hasSizeLessThan(20);
  }

  @Test
  void refusesWhatIsNoScalar() throws Exception {
    var object = Json.mapper().readTree("{}");

    assertThatThrownBy(() -> ScalarText.of(object)).hasMessageContaining("expected: a string");
  }

  @ParameterizedTest
  @CsvSource({
    "1,true",
    "-1.5e3,true",
    "' 1',false",
    "0x1,false",
    "NaN,false",
    "1d,false",
    "'',false"
  })
  void readsOnlyPlainNumbers(String text, boolean number) {
    assertThat(ScalarText.number(text).isPresent()).isEqualTo(number);
  }
}
