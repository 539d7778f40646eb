package io.polku.streams.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of one column of a {@link NativeBlock}, as they go over the wire. Narrower types of a
 * table (such as {@code LowCardinality(String)}) are converted by the server.
 *
 * @see <a href="https://clickhouse.com/docs/interfaces/formats/Native">Native format</a>
 */
abstract sealed class Column {
  private final String type;

  private Column(String type) {
    this.type = type;
  }

  /** Name of the type, as ClickHouse writes it. */
  final String type() {
    return type;
  }

  abstract void writeTo(OutputStream out) throws IOException;

  /** How many bytes it will write. */
  abstract int size();

  /** Grows as it is written to; numbers are little-endian. */
  static final class Octets {
    private static final int CAPACITY = 256;
    private static final int MORE = 0x80;
    private static final int LOW_BITS = 7;

    private byte[] bytes = new byte[CAPACITY];
    private int size;

    void fixed(long value, int width) {
      room(width);
      for (var i = 0; i < width; i++) {
        bytes[size++] = (byte) (value >>> (i * Byte.SIZE));
      }
    }

    void varint(int value) {
      room(Integer.BYTES + 1);
      var rest = value;
      while (rest >= MORE) {
        bytes[size++] = (byte) (rest | MORE);
        rest >>>= LOW_BITS;
      }
      bytes[size++] = (byte) rest;
    }

    void text(String text) {
      var utf8 = text.getBytes(StandardCharsets.UTF_8);
      varint(utf8.length);
      room(utf8.length);
      System.arraycopy(utf8, 0, bytes, size, utf8.length);
      size += utf8.length;
    }

    int size() {
      return size;
    }

    void writeTo(OutputStream out) throws IOException {
      out.write(bytes, 0, size);
    }

    private void room(int needed) {
      if (size + needed > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(size + needed, bytes.length * 2));
      }
    }
  }

  /** {@code String}. */
  static final class Text extends Column {
    private final Octets octets = new Octets();

    Text() {
      super("String");
    }

    void add(String text) {
      octets.text(text);
    }

    @Override
    void writeTo(OutputStream out) throws IOException {
      octets.writeTo(out);
    }

    @Override
    int size() {
      return octets.size();
    }
  }

  /** Every type whose values are whole numbers of one width. */
  static final class Whole extends Column {
    private final Octets octets = new Octets();
    private final int width;

    Whole(String type, int width) {
      super(type);
      this.width = width;
    }

    void add(long value) {
      octets.fixed(value, width);
    }

    void add(boolean value) {
      add(value ? 1 : 0);
    }

    @Override
    void writeTo(OutputStream out) throws IOException {
      octets.writeTo(out);
    }

    @Override
    int size() {
      return octets.size();
    }
  }

  /** {@code Float64}. */
  static final class Real extends Column {
    private final Octets octets = new Octets();

    Real() {
      super("Float64");
    }

    void add(double value) {
      octets.fixed(Double.doubleToLongBits(value), Double.BYTES);
    }

    @Override
    void writeTo(OutputStream out) throws IOException {
      octets.writeTo(out);
    }

    @Override
    int size() {
      return octets.size();
    }
  }

  /** {@code Nullable(Float64)}. */
  static final class OptionalReal extends Column {
    private final Octets nulls = new Octets();
    private final Octets octets = new Octets();

    OptionalReal() {
      super("Nullable(Float64)");
    }

    void add(@Nullable Double value) {
      nulls.fixed(value == null ? 1 : 0, 1);
      octets.fixed(value == null ? 0 : Double.doubleToLongBits(value), Double.BYTES);
    }

    @Override
    void writeTo(OutputStream out) throws IOException {
      nulls.writeTo(out);
      octets.writeTo(out);
    }

    @Override
    int size() {
      return nulls.size() + octets.size();
    }
  }

  /** {@code Array(DateTime64(3, 'UTC'))}. */
  static final class Times extends Column {
    private final Octets ends = new Octets();
    private final Octets values = new Octets();
    private long end;

    Times() {
      super("Array(DateTime64(3, 'UTC'))");
    }

    void add(List<Long> timesMillis) {
      timesMillis.forEach(time -> values.fixed(time, Long.BYTES));
      end += timesMillis.size();
      ends.fixed(end, Long.BYTES);
    }

    @Override
    void writeTo(OutputStream out) throws IOException {
      ends.writeTo(out);
      values.writeTo(out);
    }

    @Override
    int size() {
      return ends.size() + values.size();
    }
  }

  /** {@code Array(String)}. */
  static final class Words extends Column {
    private final Octets ends = new Octets();
    private final Octets values = new Octets();
    private long end;

    Words() {
      super("Array(String)");
    }

    void add(List<String> words) {
      words.forEach(values::text);
      end += words.size();
      ends.fixed(end, Long.BYTES);
    }

    @Override
    void writeTo(OutputStream out) throws IOException {
      ends.writeTo(out);
      values.writeTo(out);
    }

    @Override
    int size() {
      return ends.size() + values.size();
    }
  }

  /** {@code Map(String, String)}. */
  static final class Texts extends Column {
    private final Octets ends = new Octets();
    private final Octets keys = new Octets();
    private final Octets values = new Octets();
    private long end;

    Texts() {
      super("Map(String, String)");
    }

    void add(Map<String, String> map) {
      map.forEach(
          (key, value) -> {
            keys.text(key);
            values.text(value);
          });
      end += map.size();
      ends.fixed(end, Long.BYTES);
    }

    @Override
    void writeTo(OutputStream out) throws IOException {
      ends.writeTo(out);
      keys.writeTo(out);
      values.writeTo(out);
    }

    @Override
    int size() {
      return ends.size() + keys.size() + values.size();
    }
  }

  /** {@code Array(Map(String, String))}. */
  static final class TextsList extends Column {
    private final Octets ends = new Octets();
    private final Texts maps = new Texts();
    private long end;

    TextsList() {
      super("Array(Map(String, String))");
    }

    void add(Collection<Map<String, String>> list) {
      list.forEach(maps::add);
      end += list.size();
      ends.fixed(end, Long.BYTES);
    }

    @Override
    void writeTo(OutputStream out) throws IOException {
      ends.writeTo(out);
      maps.writeTo(out);
    }

    @Override
    int size() {
      return ends.size() + maps.size();
    }
  }
}
