package io.polku.service.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.definition.Definition.Erasure;
import io.polku.contract.definition.Definition.FunnelDeletion;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.erasure.EraseRequest;
import io.polku.contract.erasure.VisitorHash;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.testkit.fixture.KafkaFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class CatalogTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
  private static final int PARTITIONS = 3;

  private Catalog catalog;
  private DefinitionWriter writer;

  @BeforeEach
  void start() {
    KafkaTopics.create(KAFKA.bootstrapServers(), PARTITIONS, (short) 1);
    catalog = Catalog.follow(KAFKA.bootstrapServers());
    writer = new DefinitionWriter(KAFKA.bootstrapServers(), catalog);
  }

  @AfterEach
  void stop() {
    writer.close();
    catalog.close();
  }

  @Test
  void whatIsWrittenIsSeenAtOnceAndByEveryOtherFollower() {
    writer.write(site("shop", ServerKeys.generate()));
    writer.write(version("shop", "buy", 1));
    writer.write(version("shop", "buy", 2));

    assertThat(catalog.site("shop")).isPresent();
    assertThat(catalog.funnel("shop", "buy"))
        .hasValueSatisfying(v -> assertThat(v.version()).isEqualTo(2));
    assertThat(catalog.funnelVersion("shop", "buy", 1)).isPresent();
    try (var other = Catalog.follow(KAFKA.bootstrapServers())) {
      await().atMost(Duration.ofMinutes(1)).until(other::ready);
      assertThat(other.funnels("shop")).isEqualTo(catalog.funnels("shop"));
    }
  }

  @Test
  void anErasureIsKnownWithItsHashesAndAskedForWhereTheVisitorIs() {
    var hash = VisitorHash.under("0123456789abcdef");
    var visitor = new VisitorKey("gone", "v-\u00e4");
    var erasure = new Erasure("gone", "e", hash.keyId(), List.of(hash.of(visitor)), AT, AT, null);
    assertThat(catalog.erased().holds(visitor, hash)).isFalse();
    assertThat(catalog.erased().problem(null)).isEmpty();

    writer.write(
        erasure, List.of(new EraseRequest("gone", "v-\u00e4", "e", 0, hash.of(visitor), 17)));

    assertThat(catalog.erased().find("gone", "e")).contains(erasure);
    assertThat(catalog.erased().of("gone")).containsExactly(erasure);
    assertThat(catalog.erased().visitors()).isEqualTo(1);
    assertThat(catalog.erased().holds(visitor, hash)).isTrue();
    assertThat(catalog.erased().holds(visitor, null)).isFalse();
    assertThat(catalog.erased().holds(new VisitorKey("gone", "w"), hash)).isFalse();
    assertThat(catalog.erased().holds(new VisitorKey("other", "v-\u00e4"), hash)).isFalse();
    assertThat(catalog.erased().problem(hash)).isEmpty();
    assertThat(catalog.erased().problem(null)).contains("POLKU_SECRET is not set");
    assertThat(catalog.erased().problem(VisitorHash.under("another secret of then")))
        .contains("another POLKU_SECRET");
  }

  @Test
  void topicsSayHowLongTheyKeepVisitors() {
    assertThat(TopicRetention.longest(KAFKA.bootstrapServers(), "no-such-group"))
        .hasValueSatisfying(
            kept -> assertThat(kept).isBetween(Duration.ofDays(6), Duration.ofDays(7)));
  }

  @Test
  void aDeletedFunnelIsGoneUntilANewerVersionIsWritten() {
    writer.write(version("hats", "buy", 1));
    writer.write(new FunnelDeletion("hats", "buy", 1, AT));

    assertThat(catalog.funnel("hats", "buy")).isEmpty();
    assertThat(catalog.lastVersion("hats", "buy")).isEqualTo(1);

    writer.write(version("hats", "buy", 2));

    assertThat(catalog.funnels("hats")).hasSize(1);
  }

  @Test
  void everyPartitionHoldsEveryDefinition() {
    writer.write(site("copies", ServerKeys.generate()));

    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                KAFKA.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      for (var partition = 0; partition < PARTITIONS; partition++) {
        var one = new TopicPartition(Topics.DEFINITIONS, partition);
        consumer.assign(List.of(one));
        consumer.seekToBeginning(List.of(one));
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> {
                  for (var found : consumer.poll(Duration.ofMillis(100))) {
                    if (found.key().equals("site/copies")) {
                      return true;
                    }
                  }
                  return false;
                });
      }
    }
  }

  @Test
  void aSecondWriterTakesOverAndTheFirstTakesBackAtItsNextTry() {
    writer.write(version("two", "a", 1));
    try (var second = new DefinitionWriter(KAFKA.bootstrapServers(), catalog)) {
      second.write(version("two", "b", 1));
    }

    await().ignoreExceptions().untilAsserted(() -> writer.write(version("two", "c", 1)));

    assertThat(catalog.funnels("two")).extracting(FunnelVersion::id).containsExactly("a", "b", "c");
  }

  @Test
  void twoWritersAtTheSameTimeGiveNoVersionTwice() throws Exception {
    var each = 5;
    try (var otherCatalog = Catalog.follow(KAFKA.bootstrapServers());
        var other = new DefinitionWriter(KAFKA.bootstrapServers(), otherCatalog);
        var threads = Executors.newFixedThreadPool(2)) {
      var first = threads.submit(() -> writeNext(writer, catalog, each));
      var second = threads.submit(() -> writeNext(other, otherCatalog, each));
      var numbers = new ArrayList<>(first.get());
      numbers.addAll(second.get());

      assertThat(numbers)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 2 * each).boxed().toList());
    }
  }

  /** Makes the next version several times; a try that the other one fenced is made again. */
  private static List<Integer> writeNext(DefinitionWriter by, Catalog known, int count) {
    var numbers = new ArrayList<Integer>();
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(KafkaException.class)
        .until(
            () -> {
              while (numbers.size() < count) {
                by.write(
                        () ->
                            Optional.of(
                                version("race", "buy", known.lastVersion("race", "buy") + 1)))
                    .ifPresent(made -> numbers.add(made.version()));
              }
              return true;
            });
    return numbers;
  }

  @Test
  void aServerKeyFitsItsSiteOnly() {
    var key = ServerKeys.generate();
    var site = site("shop", key);

    assertThat(ServerKeys.matches(site, key)).isTrue();
    assertThat(ServerKeys.matches(site, ServerKeys.generate())).isFalse();
    assertThat(site.serverKeyHash()).doesNotContain(key);
  }

  private static Site site(String name, String key) {
    return new Site(
        name,
        List.of("https://shop.example"),
        ZoneOffset.UTC,
        Duration.ofMinutes(30),
        Site.GRACE_DEFAULT,
        ServerKeys.hash(key),
        AT);
  }

  private static FunnelVersion version(String site, String id, int version) {
    var step = new Step("Bought", List.of(new Matcher("purchase", null, List.of())));
    return new FunnelVersion(
        site,
        id,
        version,
        new FunnelDefinition("Buy", Subject.VISITOR, Duration.ofDays(1), List.of(step, step)),
        AT);
  }
}
