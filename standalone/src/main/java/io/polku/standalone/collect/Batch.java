package io.polku.standalone.collect;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Events that go into one request. Not thread-safe until it is full. */
final class Batch {
  /** Most events of a request. */
  static final int EVENTS_MAX = 1_000;

  /** Most bytes of a request's events before compression; the endpoint takes 1 MiB in all. */
  static final int BYTES_MAX = (1 << 20) - 4_096;

  private final List<OutgoingEvent> events = new ArrayList<>();
  private final long startedNanos = System.nanoTime();
  private int bytes;

  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Whether the event still fits; an empty batch takes any. */
  boolean fits(OutgoingEvent event) {
    return events.isEmpty()
        || (events.size() < EVENTS_MAX && bytes + event.json().length + 1 <= BYTES_MAX);
  }

  void add(OutgoingEvent event) {
    events.add(event);
    bytes += event.json().length + 1;
  }

  int size() {
    return events.size();
  }

  OutgoingEvent get(int index) {
    return events.get(index);
  }

  long ageNanos() {
    return System.nanoTime() - startedNanos;
  }

  /** The two halves of a batch of at least two events. */
  List<Batch> halves() {
    var middle = size() / 2;
    var first = new Batch();
    events.subList(0, middle).forEach(first::add);
    var second = new Batch();
    events.subList(middle, size()).forEach(second::add);
    return List.of(first, second);
  }

  /** The request's body, compressed. Without {@code sent_at}: recorded times are not corrected. */
  byte[] gzipBody(String site) {
    var out = new ByteArrayOutputStream(bytes / 4);
    try (var gzip = new GZIPOutputStream(out, 1 << 13)) {
      gzip.write("{\"site\":\"".getBytes(StandardCharsets.UTF_8));
      gzip.write(JsonStringEncoder.getInstance().quoteAsUTF8(site));
      gzip.write("\",\"events\":[".getBytes(StandardCharsets.UTF_8));
      for (var i = 0; i < events.size(); i++) {
        if (i > 0) {
          gzip.write(',');
        }
        gzip.write(events.get(i).json());
      }
      gzip.write("]}".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return out.toByteArray();
  }
}
