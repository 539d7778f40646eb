package io.polku.streams.event;

import io.polku.contract.event.Dimension;
import io.polku.contract.event.Event;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The dimensions of an event but for its path: they are the same for most events of a visitor, so
 * that the state holds them once. Immutable.
 */
public final class Traits {
  private static final Dimension[] DIMENSIONS = Dimension.values();

  private final EnumMap<Dimension, String> known;
  private final long fingerprint;

  private Traits(EnumMap<Dimension, String> known) {
    this.known = known;
    this.fingerprint = fingerprint(known);
  }

  /** The traits of an event. */
  public static Traits of(Event event) {
    var known = new EnumMap<Dimension, String>(Dimension.class);
    for (var dimension : DIMENSIONS) {
      var value = dimension == Dimension.PATH ? "" : dimension.of(event);
      if (!value.isEmpty()) {
        known.put(dimension, value);
      }
    }
    return new Traits(known);
  }

  /** Traits from their values, none of which is "" or a path. */
  public static Traits of(Map<Dimension, String> known) {
    var copy = new EnumMap<Dimension, String>(Dimension.class);
    copy.putAll(known);
    return new Traits(copy);
  }

  private static long fingerprint(Map<Dimension, String> known) {
    var fingerprint = new Fingerprint();
    known.forEach((dimension, value) -> fingerprint.add(dimension.word()).add(value));
    return fingerprint.value();
  }

  /** {@link Fingerprint} of all of it. */
  public long fingerprint() {
    return fingerprint;
  }

  /** What is known, in the order of the dimensions; neither "" values nor the path. */
  public Map<Dimension, String> known() {
    return Collections.unmodifiableMap(known);
  }

  /** All dimensions at an event of these traits and that path; "" values are left out. */
  public Map<Dimension, String> at(String path) {
    var all = new EnumMap<>(known);
    if (!path.isEmpty()) {
      all.put(Dimension.PATH, path);
    }
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Traits that
            && fingerprint == that.fingerprint
            && known.equals(that.known));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(fingerprint);
  }

  @Override
  public String toString() {
    return known.toString();
  }
}
