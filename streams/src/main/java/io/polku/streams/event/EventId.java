package io.polku.streams.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The id of an event, in 16 bytes where it is a UUID as trackers write it: 36 characters, in lower
 * case. Any other text stays a text. Immutable but for a text that is made when it is asked for.
 */
public final class EventId implements Comparable<EventId> {
  private static final int UUID_CHARS = 36;
  private static final int HEX_BITS = 4;

  private final boolean uuid;
  private final long high;
  private final long low;
  private @Nullable String text;

  private EventId(boolean uuid, long high, long low, @Nullable String text) {
    this.uuid = uuid;
    this.high = high;
    this.low = low;
    this.text = text;
  }

  /** The id with that text. */
  public static EventId of(String text) {
    if (text.length() != UUID_CHARS) {
      return new EventId(false, 0, 0, text);
    }
    var high = 0L;
    var low = 0L;
    var digits = 0;
    for (var i = 0; i < UUID_CHARS; i++) {
      var c = text.charAt(i);
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (c != '-') {
          return new EventId(false, 0, 0, text);
        }
        continue;
      }
      var digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) {
        return new EventId(false, 0, 0, text);
      }
      if (digits++ < Long.SIZE / HEX_BITS) {
        high = high << HEX_BITS | digit;
      } else {
        low = low << HEX_BITS | digit;
      }
    }
    return new EventId(true, high, low, text);
  }

  /** The id that is this UUID. */
  public static EventId of(long high, long low) {
    return new EventId(true, high, low, null);
  }

  /** Whether it is a UUID in lower case. */
  public boolean isUuid() {
    return uuid;
  }

  /** The first 64 bits of a UUID. */
  public long high() {
    return high;
  }

  /** The last 64 bits of a UUID. */
  public long low() {
    return low;
  }

  /** Its text. */
  public String text() {
    var known = text;
    if (known == null) {
      known = new UUID(high, low).toString();
      text = known;
    }
    return known;
  }

  /** In the order of the texts' UTF-8 bytes. */
  @Override
  public int compareTo(EventId other) {
    return Arrays.compareUnsigned(
        text().getBytes(StandardCharsets.UTF_8), other.text().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EventId that
        && uuid == that.uuid
        && high == that.high
        && low == that.low
        && (uuid || text().equals(that.text()));
  }

  @Override
  public int hashCode() {
    return uuid ? Long.hashCode(high ^ low) : text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
