package io.polku.streams.sink;

import io.polku.contract.ClickHouseSchema;
import io.polku.contract.TableEngines;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database to the schema of this version. Safe to run again, and by several sinks at
 * once: every statement may be run twice.
 */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
  private static final String ANY_DATABASE = "default";

  private Migrations() {}

  /**
   * Makes the database if it is missing, and applies what has not been applied.
   *
   * @throws IllegalStateException when the database is newer than this version
   */
  public static void apply(ClickHouse clickHouse, String database, TableEngines engines)
      throws PassingFailure {
    clickHouse.execute("CREATE DATABASE IF NOT EXISTS " + quoted(database), Map.of(), ANY_DATABASE);
    clickHouse.execute(engines.in(ClickHouse.sql("create-migrations.sql")), Map.of(), database);
    var applied =
        clickHouse.query("applied-migrations.sql", Map.of()).stream()
            .map(row -> row.getInteger("number"))
            .collect(Collectors.toSet());
    var newest = applied.stream().mapToInt(Integer::intValue).max().orElse(0);
    if (newest > ClickHouseSchema.version()) {
      throw new IllegalStateException(
          "schema of database "
              + database
              + ": version "
              + newest
              + " (expected: at most "
              + ClickHouseSchema.version()
              + "; this program is older than its data)");
    }
    for (var migration : ClickHouseSchema.migrations()) {
      if (!applied.contains(migration.number())) {
        LOG.info("database {}: applying {}", database, migration.name());
        for (var statement : migration.statements()) {
          clickHouse.execute(engines.in(statement), Map.of(), database);
        }
        clickHouse.execute(
            ClickHouse.sql("note-migration.sql"),
            Map.of("number", migration.number(), "name", migration.name()),
            database);
      }
    }
  }

  private static String quoted(String identifier) {
    return "`" + identifier.replace("\\", "\\\\").replace("`", "\\`") + "`";
  }
}
