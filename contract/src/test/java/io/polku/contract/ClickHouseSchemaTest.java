package io.polku.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.ClickHouseSchema.Migration;
import io.polku.contract.event.Dimension;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ClickHouseSchemaTest {
  @Test
  void migrationsAreNumberedFromOneWithoutGaps() {
    var numbers = ClickHouseSchema.migrations().stream().map(Migration::number).toList();

    assertThat(numbers)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, ClickHouseSchema.version()).boxed().toList());
  }

  @Test
  void everyStatementMakesOneTable() {
    assertThat(ClickHouseSchema.migrations().stream().flatMap(m -> m.statements().stream()))
        .isNotEmpty()
        .allSatisfy(
            statement -> assertThat(statement).containsOnlyOnce("CREATE TABLE IF NOT EXISTS"));
  }

  @Test
  void everyDimensionIsAColumnOfEventsSessionsAndFacts() {
    var tables =
        ClickHouseSchema.migrations().stream()
            .flatMap(m -> m.statements().stream())
            .filter(
                statement ->
                    Stream.of("events", "sessions", "funnel_facts")
                        .anyMatch(table -> statement.contains("IF NOT EXISTS " + table + "\n")))
            .toList();

    assertThat(tables).hasSize(3);
    for (var dimension : Dimension.values()) {
      assertThat(tables)
          .allSatisfy(t -> assertThat(t).containsPattern("\\n +" + dimension.word() + " "));
    }
  }
}
