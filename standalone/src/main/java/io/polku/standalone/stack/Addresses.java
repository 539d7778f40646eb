package io.polku.standalone.stack;

import com.fasterxml.jackson.core.JacksonException;
import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a running stack is reached. Kept in its data directory while it runs, so that others find
 * it whatever its ports.
 *
 * @param ingestUrl the intake
 * @param apiUrl query API and dashboards
 * @param kafka bootstrap servers
 * @param clickHouseUrl ClickHouse over HTTP
 * @param managementUrl health and metrics
 */
public record Addresses(
    String ingestUrl, String apiUrl, String kafka, String clickHouseUrl, String managementUrl) {
  /** Where a stack is that was given no ports; management then is anywhere. */
  public static final Addresses DEFAULT =
      new Addresses(
          "http://127.0.0.1:8090",
          "http://127.0.0.1:8080",
          "127.0.0.1:9092",
          "http://127.0.0.1:8123",
          "");

  private static final String FILE = "addresses.json";

  /** Those of the stack that runs in this directory. */
  public static Addresses read(Path dataDir) {
    var file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      throw new Refusal(
          "data: no stack runs in "
              + dataDir
              + " (start one with ./polku up --data "
              + dataDir
              + ")");
    }
    try {
      return Json.mapper().readValue(Files.readAllBytes(file), Addresses.class);
    } catch (JacksonException e) {
      throw new Refusal("data: " + file + " is broken (start the stack again)", e);
    } catch (IOException e) {
      throw new Refusal("data: " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  void write(Path dataDir) {
    try {
      Files.write(dataDir.resolve(FILE), Json.mapper().writeValueAsBytes(this));
    } catch (IOException e) {
      throw new Refusal("data: " + dataDir.resolve(FILE) + ": " + e.getMessage(), e);
    }
  }

  static void remove(Path dataDir) {
    try {
      Files.deleteIfExists(dataDir.resolve(FILE));
    } catch (IOException e) {
      throw new Refusal("data: " + dataDir.resolve(FILE) + ": " + e.getMessage(), e);
    }
  }
}
