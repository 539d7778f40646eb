package io.polku.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.ClickHouseSchema.Migration;
import io.polku.contract.event.Dimension;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ClickHouseSchemaTest {
  @Test
  void migrationsAreNumberedUpwardsFromOne() {
    var numbers = ClickHouseSchema.migrations().stream().map(Migration::number).toList();

    assertThat(numbers).first().isEqualTo(1);
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    assertThat(numbers).last().isEqualTo(ClickHouseSchema.version());
  }

  @Test
  void everyStatementMayBeRunAgain() {
    assertThat(ClickHouseSchema.migrations().stream().flatMap(m -> m.statements().stream()))
        .isNotEmpty()
        .allSatisfy(
            statement ->
                assertThat(statement)
                    .containsPattern("CREATE TABLE IF NOT EXISTS|ALTER TABLE [a-z_]+\\s")
                    .doesNotContainPattern(
                        "ADD (COLUMN|INDEX|PROJECTION|CONSTRAINT) (?!IF NOT EXISTS)"));
  }

  @Test
  void tablesOfAnotherFamilyOfEnginesDifferInNamesOnly() {
    var statements =
        ClickHouseSchema.migrations().stream().flatMap(m -> m.statements().stream()).toList();

    assertThat(statements)
        .allSatisfy(
            statement -> {
              assertThat(TableEngines.SINGLE.in(statement)).isEqualTo(statement);
              var replicated = TableEngines.REPLICATED.in(statement);
              assertThat(replicated)
                  .doesNotContainPattern("ENGINE = (?!Replicated)")
                  .doesNotContain("non_replicated");
              assertThat(replicated.replace("ENGINE = Replicated", "ENGINE = "))
                  .isEqualTo(statement.replace("non_replicated", "replicated"));
            });
    assertThat(TableEngines.REPLICATED.in("ENGINE = ReplacingMergeTree(ver, deleted)\n"))
        .isEqualTo("ENGINE = ReplicatedReplacingMergeTree(ver, deleted)\n");
  }

  @Test
  void everyDimensionIsAColumnOfEventsSessionsAndFacts() {
    for (var table : List.of("events", "sessions", "funnel_facts")) {
      var statements =
          ClickHouseSchema.migrations().stream()
              .flatMap(m -> m.statements().stream())
              .filter(
                  statement ->
                      Pattern.compile("TABLE (IF NOT EXISTS )?" + table + "\n")
                          .matcher(statement)
                          .find())
              .collect(Collectors.joining("\n"));
      for (var dimension : Dimension.values()) {
        assertThat(statements)
            .describedAs(table)
            .containsPattern("\\n +(ADD COLUMN IF NOT EXISTS )?" + dimension.word() + " ");
      }
    }
  }
}
