package io.polku.standalone.stack;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to start a stack.
 *
 * @param host address that ingest, query API and management bind; broker and store are on loopback
 * @param ports where they listen
 * @param adminToken bearer token of the management API; null to take the one kept in the data
 *     directory, or to make one
 * @param environment all other settings of the services ({@code POLKU_…})
 */
public record StackOptions(
    String host, StackPorts ports, @Nullable String adminToken, Map<String, String> environment) {
  /** The loopback address. */
  public static final String LOOPBACK = "127.0.0.1";

  /** Copies the map. */
  public StackOptions {
    environment = Map.copyOf(environment);
  }
}
