package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.ingest.collect.RejectionCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RejectionWordsTest {
  @ParameterizedTest
  @EnumSource(RejectionCode.class)
  void thereAreWordsForEveryReason(RejectionCode code) {
    assertThat(RejectionWords.knows(code.word())).isTrue();
    assertThat(RejectionWords.of(code.word())).endsWith(".");
  }
}
