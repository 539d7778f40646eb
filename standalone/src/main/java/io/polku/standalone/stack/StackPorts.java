package io.polku.standalone.stack;

import io.polku.embedded.Ports;
import io.polku.standalone.Refusal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Ports of a stack; 0 picks a free one.
 *
 * @param ingest the intake
 * @param api query API and dashboards
 * @param kafka the broker
 * @param clickHouse ClickHouse over HTTP
 * @param management health and metrics of all services
 */
public record StackPorts(int ingest, int api, int kafka, int clickHouse, int management) {
  private static final int PORT_MAX = 65_535;

  /** All of them free ones. */
  public static final StackPorts FREE = new StackPorts(0, 0, 0, 0, 0);

  /** Refuses numbers that are no ports, and a port given twice. */
  public StackPorts {
    var flags = new HashMap<Integer, String>();
    flags(ingest, api, kafka, clickHouse, management)
        .forEach(
            (flag, port) -> {
              if (port < 0 || port > PORT_MAX) {
                throw new Refusal(flag + ": " + port + " (expected: 0 to 65535)");
              }
              var other = port == 0 ? null : flags.put(port, flag);
              if (other != null) {
                throw new Refusal(flag + ": " + port + " is also given as " + other);
              }
            });
  }

  /** Refuses a port that somebody listens on. */
  void requireFree() {
    flags(ingest, api, kafka, clickHouse, management)
        .forEach(
            (flag, port) -> {
              if (port != 0 && !Ports.isFree(port)) {
                throw new Refusal(
                    "port "
                        + port
                        + " is in use (choose another one with "
                        + flag
                        + " or POLKU_"
                        + flag.substring(2).toUpperCase(Locale.ROOT).replace('-', '_')
                        + "; 0 picks a free one)");
              }
            });
  }

  private static Map<String, Integer> flags(
      int ingest, int api, int kafka, int clickHouse, int management) {
    var flags = new LinkedHashMap<String, Integer>();
    flags.put("--ingest-port", ingest);
    flags.put("--api-port", api);
    flags.put("--kafka-port", kafka);
    flags.put("--clickhouse-port", clickHouse);
    flags.put("--management-port", management);
    return flags;
  }
}
