package io.polku.ingest.enrich;

import com.maxmind.db.CHMCache;
import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.Reader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A visitor's country: as the content delivery network says, else by address where there is a
 * database (MMDB, as MaxMind and DB-IP offer), else by time zone. Thread-safe.
 */
public final class Countries implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Countries.class);
  private static final int CODE_CHARS = 2;
  private static final Map<String, String> BY_ZONE = zones();

  private final @Nullable Reader database;

  private Countries(@Nullable Reader database) {
    this.database = database;
  }

  /** Without a database. */
  public static Countries withoutDatabase() {
    return new Countries(null);
  }

  /**
   * With a database of addresses.
   *
   * @param file of the MMDB format, with {@code country.iso_code} in its records
   * @throws IllegalArgumentException when it cannot be read as one
   */
  public static Countries of(File file) {
    try {
      return new Countries(new Reader(file, new CHMCache()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file + ": " + e.getMessage() + " (expected: a file of the MMDB format)", e);
    }
  }

  /** The country's ISO 3166-1 alpha-2 code; "" when nothing tells it. */
  String of(String header, String address, String timeZone) {
    var said = code(header);
    if (!said.isEmpty()) {
      return said;
    }
    var located = database == null || address.isEmpty() ? "" : located(database, address);
    return located.isEmpty() ? BY_ZONE.getOrDefault(timeZone, "") : located;
  }

  @Override
  public void close() {
    try {
      if (database != null) {
        database.close();
      }
    } catch (IOException e) {
      LOG.warn("the database of countries did not close: {}", e.getMessage());
    }
  }

  /** Two letters; a network says XX for unknown and T1 for Tor. */
  private static String code(String header) {
    var code = header.strip().toUpperCase(Locale.ROOT);
    return code.length() == CODE_CHARS
            && code.chars().allMatch(c -> c >= 'A' && c <= 'Z')
            && !code.equals("XX")
        ? code
        : "";
  }

  private static String located(Reader database, String address) {
    try {
      DatabaseRecord<?> found = database.getRecord(InetAddress.ofLiteral(address), Map.class);
      return found.getData() instanceof Map<?, ?> data
              && data.get("country") instanceof Map<?, ?> country
              && country.get("iso_code") instanceof String code
          ? code(code)
          : "";
    } catch (IllegalArgumentException | IOException e) {
      return "";
    }
  }

  private static Map<String, String> zones() {
    try (var in = Countries.class.getResourceAsStream("time-zones.txt")) {
      if (in == null) {
        throw new IllegalStateException("resource missing: time-zones.txt");
      }
      var zones = new HashMap<String, String>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                var blank = line.indexOf(' ');
                zones.put(line.substring(0, blank), line.substring(blank + 1));
              });
      return Map.copyOf(zones);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
