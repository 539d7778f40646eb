package io.polku.standalone.doctor;

import java.nio.file.Path;

/**
 * Where the parts of a stack should be.
 *
 * @param dataDir a folder on the disk that the stack uses
 * @param ingestUrl the intake, without a slash at its end
 * @param apiUrl the query API
 * @param kafka bootstrap servers
 * @param clickHouseUrl ClickHouse over HTTP
 * @param clickHouseUser its user
 * @param clickHousePassword the password, or ""
 * @param clickHouseDatabase the database with Polku's tables
 */
public record Targets(
    Path dataDir,
    String ingestUrl,
    String apiUrl,
    String kafka,
    String clickHouseUrl,
    String clickHouseUser,
    String clickHousePassword,
    String clickHouseDatabase) {}
