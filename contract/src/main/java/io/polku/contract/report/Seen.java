package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What really occurs on a site.
 *
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param kind of what
 * @param values how many different ones fit, also those without a row
 * @param rows most frequent first
 */
public record Seen(
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    Kind kind,
    long values,
    List<Row> rows) {
  /** Copies the rows. */
  public Seen {
    rows = List.copyOf(rows);
  }

  /** Of what. */
  public enum Kind {
    /** Names of events. */
    EVENT,
    /** Paths of page views, and the patterns they fall under. */
    PAGE,
    /** Names of properties, and of fields of items. */
    PROPERTY,
    /** Values of one of those, or of a dimension. */
    VALUE;

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One thing that occurs.
   *
   * @param value what
   * @param pattern whether several paths fall under it
   * @param events how many have it
   * @param visitors whose
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Row(String value, boolean pattern, long events, long visitors) {}
}
