package io.polku.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.polku.contract.Topics;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records on disk: what comes back after a crash, and what does not fit. */
class SpoolTest {
  private static final long SEED = 18;
  private static final int VALUE_BYTES = 700;

  private final AtomicLong nowMillis = new AtomicLong(1_000_000);
  private final Random random = new Random(SEED);

  @TempDir Path folder;

  @Test
  void givesRecordsBackInTheirOrderAlsoAfterAnEnd() {
    var sent = records(300);
    try (var spool = open(1 << 20)) {
      sent.subList(0, 200).forEach(record -> assertThat(add(spool, List.of(record))).isEmpty());
      assertThat(add(spool, sent.subList(200, 300))).isEmpty();

      var first = spool.first(50, Long.MAX_VALUE);
      assertThat(values(first)).isEqualTo(shown(sent.subList(0, 50)));
      spool.remove(first);
      assertThat(spool.state().records()).isEqualTo(250);
    }
    try (var spool = open(1 << 20)) {
      assertThat(spool.state().records()).isEqualTo(250);
      assertThat(spool.state().bytes()).isEqualTo(bytes(sent.subList(50, 300)));
      assertThat(spool.state().oldestMillis()).isEqualTo(1_000_000);
      var rest = spool.first(1_000, Long.MAX_VALUE);
      assertThat(values(rest)).isEqualTo(shown(sent.subList(50, 300)));
      spool.remove(rest);
      assertThat(spool.state()).isEqualTo(new Spool.State(0, 0, 0));
      assertThat(spool.first(1, 1)).isEmpty();
      assertThat(add(spool, records(1))).isEmpty();
      assertThat(spool.state().records()).isEqualTo(1);
    }
  }

  @Test
  void aSliceEndsWhereItHasBytesEnough() {
    var sent = records(10);
    try (var spool = open(1 << 20)) {
      assertThat(add(spool, sent)).isEmpty();

      assertThat(spool.first(10, SpoolStore.bytesOf(sent.getFirst()) + 1)).hasSize(2);
    }
  }

  @Test
  void refusesWhatDoesNotFitAndKeepsTheRest() {
    var sent = records(100);
    try (var spool = open(20L * VALUE_BYTES)) {
      var kept = 0;
      for (var record : sent) {
        kept += add(spool, List.of(record)).isEmpty() ? 1 : 0;
      }
      assertThat(kept).isBetween(17, 19);
      assertThat(add(spool, records(1))).startsWith("the spool is full");
      assertThat(spool.refusedRecords().get()).isEqualTo(sent.size() - kept + 1);
      spool.remove(spool.first(5, Long.MAX_VALUE));
      assertThat(add(spool, records(1))).isEmpty();
    }
  }

  @Test
  void takesNoMoreOnceTheOldestIsTooOldButKeepsIt() {
    try (var spool = open(1 << 20)) {
      assertThat(add(spool, records(1))).isEmpty();
      nowMillis.addAndGet(Duration.ofHours(1).toMillis());
      assertThat(add(spool, records(1))).isEmpty();
      nowMillis.incrementAndGet();

      assertThat(add(spool, records(1))).contains("PT1H");
      assertThat(spool.problem()).contains("PT1H");
      assertThat(spool.state().records()).isEqualTo(2);
    }
  }

  @Test
  void anotherIntakeCannotUseTheSameDirectory() {
    try (var spool = open(1 << 20)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> open(1 << 20))
          .withMessageContaining(folder.toString())
          .withMessageContaining("no other intake");
      assertThat(add(spool, records(1))).isEmpty();
    }
  }

  @Test
  void aRecordThatWasNotWrittenWholeIsCutOff() throws IOException {
    var sent = records(40);
    try (var spool = open(1 << 20)) {
      sent.forEach(record -> assertThat(add(spool, List.of(record))).isEmpty());
    }
    var log = log();
    try (var file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(file.length() - VALUE_BYTES / 2);
    }

    try (var spool = open(1 << 20)) {
      assertThat(values(spool.first(100, Long.MAX_VALUE))).isEqualTo(shown(sent.subList(0, 39)));
      assertThat(add(spool, sent.subList(39, 40))).isEmpty();
      assertThat(values(spool.first(100, Long.MAX_VALUE))).isEqualTo(shown(sent));
    }
    assertThat(aside()).isEmpty();
  }

  @Test
  void damageInTheLogCostsOnlyItselfAndIsPutAside() throws IOException {
    var sent = records(400);
    try (var spool = open(1 << 20)) {
      sent.forEach(record -> assertThat(add(spool, List.of(record))).isEmpty());
    }
    damageMiddle(log());

    try (var spool = open(1 << 20)) {
      assertMostIsThere(spool, sent);
      assertThat(add(spool, records(1))).isEmpty();
    }
    assertThat(aside()).hasSize(1);
  }

  @Test
  void damageInATableIsFoundWhileReadingCostsOnlyItselfAndIsPutAside() throws Exception {
    var sent = records(400);
    try (var spool = open(1 << 20)) {
      sent.forEach(record -> assertThat(add(spool, List.of(record))).isEmpty());
    }
    // Opening writes what the log held into a table.
    open(1 << 20).close();
    damageMiddle(files(".sst").getFirst());

    try (var spool = open(1 << 20)) {
      assertMostIsThere(spool, sent);
      assertThat(add(spool, records(1))).isEmpty();
    }
    assertThat(aside()).hasSize(1);
  }

  @Test
  void whatCannotBeReadAtAllIsPutAsideAndNewRecordsAreTaken() throws IOException {
    try (var spool = open(1 << 20)) {
      assertThat(add(spool, records(3))).isEmpty();
    }
    Files.writeString(files("MANIFEST").getFirst(), "no manifest");
    files(".log").forEach(file -> assertThat(file.toFile().setWritable(true)).isTrue());

    try (var spool = open(1 << 20)) {
      assertThat(add(spool, records(1))).isEmpty();
    }
    assertThat(aside()).hasSize(1);
  }

  private void assertMostIsThere(Spool spool, List<Outgoing> sent) {
    var found = new ArrayList<String>();
    while (spool.state().records() > 0) {
      var slice = spool.first(50, Long.MAX_VALUE);
      found.addAll(values(slice));
      spool.remove(slice);
    }
    // A block of the log is 32 KiB, one of a table 4.
    assertThat(found).isSubsetOf(shown(sent)).hasSizeBetween(sent.size() - 100, sent.size() - 1);
    assertThat(found.getFirst()).isEqualTo(shown(sent).getFirst());
    assertThat(found.getLast()).isEqualTo(shown(sent).getLast());
    assertThat(spool.damagedRecords().get()).isEqualTo(sent.size() - found.size());
  }

  private Spool open(long bytesMax) {
    return Spool.open(
        new SpoolSettings(folder.resolve("spool"), bytesMax, Duration.ofHours(1)), nowMillis::get);
  }

  private static String add(Spool spool, List<Outgoing> records) {
    var done = new CompletableFuture<String>();
    spool.add(records, done::complete);
    return done.orTimeout(10, TimeUnit.SECONDS).join();
  }

  private List<Outgoing> records(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            number -> {
              // Letters, which do not compress well, and which a failure can show.
              var value = new byte[VALUE_BYTES];
              for (var i = 0; i < value.length; i++) {
                value[i] = (byte) ('0' + random.nextInt(64));
              }
              return new Outgoing(
                  number % 10 == 0 ? Topics.REJECTED : Topics.EVENTS,
                  ("key-" + number).getBytes(StandardCharsets.UTF_8),
                  value);
            })
        .toList();
  }

  private static long bytes(List<Outgoing> records) {
    return records.stream().mapToLong(SpoolStore::bytesOf).sum();
  }

  private static List<String> values(List<SpoolStore.Kept> kept) {
    return shown(kept.stream().map(SpoolStore.Kept::record).toList());
  }

  private static List<String> shown(List<Outgoing> records) {
    return records.stream()
        .map(
            record ->
                record.topic()
                    + new String(record.key(), StandardCharsets.UTF_8)
                    + new String(record.value(), 0, 40, StandardCharsets.US_ASCII))
        .toList();
  }

  private Path log() throws IOException {
    return files(".log").stream()
        .filter(file -> file.toFile().length() > 0)
        .findFirst()
        .orElseThrow();
  }

  private List<Path> files(String part) throws IOException {
    try (var files = Files.list(folder.resolve("spool"))) {
      return files.filter(file -> String.valueOf(file.getFileName()).contains(part)).toList();
    }
  }

  private List<Path> aside() throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).contains(".damaged-"))
          .toList();
    }
  }

  private static void damageMiddle(Path path) throws IOException {
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(file.length() / 2);
      file.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    }
  }
}
