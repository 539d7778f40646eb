package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/** {@code docker-compose} itself checks the file; no engine is needed for that. */
class ComposeFileTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @ParameterizedTest
  @CsvSource({
    "single, clickhouse kafka polku",
    "split, clickhouse ingest kafka query sink streams",
    "three, clickhouse ingest-1 ingest-2 kafka-1 kafka-2 kafka-3 query-1 query-2 sink-1 sink-2"
        + " streams-1 streams-2",
  })
  void isValidAndHasTheServicesOfItsProfile(String profile, String services) throws Exception {
    assumeTrue(onPath("docker-compose"), "docker-compose is not on the path");

    assertThat(compose(profile, "config", "--quiet")).isEmpty();
    var names = new TreeSet<String>();
    new YAMLMapper()
        .readTree(compose(profile, "config"))
        .path("services")
        .properties()
        .forEach(
            service -> {
              var profiles = service.getValue().path("profiles").toString();
              if (profiles.isEmpty() || profiles.contains('"' + profile + '"')) {
                names.add(service.getKey());
              }
            });
    assertThat(names).containsExactly(services.split(" ", -1));
  }

  @Test
  void threeBrokersKeepEachRecordOnTwoAndNoTwoContainersShareADirectory() throws Exception {
    assumeTrue(onPath("docker-compose"), "docker-compose is not on the path");

    var services =
        new YAMLMapper().readTree(compose("three", "config")).path("services").properties();
    var volumes = new ArrayList<String>();
    var ports = new ArrayList<String>();
    var brokers = new TreeSet<String>();
    for (var service : services) {
      if (!service.getValue().path("profiles").toString().contains("\"three\"")) {
        continue;
      }
      service.getValue().path("volumes").forEach(each -> volumes.add(part(each, "source", 0)));
      for (var port : service.getValue().path("ports")) {
        assertThat(part(port, "host_ip", 0)).isEqualTo("127.0.0.1");
        ports.add(part(port, "published", 1));
      }
      var environment = service.getValue().path("environment");
      if (service.getKey().startsWith("kafka")) {
        brokers.add(environment.path("KAFKA_NODE_ID").asText());
        assertThat(environment.path("KAFKA_MIN_INSYNC_REPLICAS").asText()).isEqualTo("2");
        assertThat(environment.path("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR").asText()).isEqualTo("2");
        for (var name : List.of("DEFAULT", "OFFSETS_TOPIC", "TRANSACTION_STATE_LOG")) {
          assertThat(environment.path("KAFKA_" + name + "_REPLICATION_FACTOR").asText())
              .as(name)
              .isEqualTo("3");
        }
      } else {
        assertThat(environment.path("POLKU_KAFKA_REPLICATION").asText()).isEqualTo("3");
        assertThat(environment.path("POLKU_KAFKA").asText())
            .isEqualTo("kafka-1:9092,kafka-2:9092,kafka-3:9092");
        assertThat(service.getValue().path("read_only").asBoolean()).isTrue();
        assertThat(service.getValue().path("healthcheck").path("test").toString())
            .contains("healthy");
      }
    }
    assertThat(brokers).containsExactly("1", "2", "3");
    assertThat(volumes).doesNotHaveDuplicates().hasSize(7);
    assertThat(ports).doesNotHaveDuplicates().hasSize(4);
  }

  @Test
  void threeContainersHaveTwoGigabytesInAllAndNoRightsTheyDoNotNeed() throws Exception {
    assumeTrue(onPath("docker-compose"), "docker-compose is not on the path");

    var bytes = 0L;
    var services =
        new YAMLMapper().readTree(compose("single", "config")).path("services").properties();
    for (var service : services) {
      if (service.getKey().equals("clickhouse")
          || service.getValue().path("profiles").toString().contains("\"single\"")) {
        bytes += bytes(service.getValue().path("mem_limit").asText());
        assertThat(service.getValue().path("security_opt").toString())
            .as(service.getKey())
            .contains("no-new-privileges:true");
        assertThat(service.getValue().path("privileged").asBoolean()).isFalse();
      }
    }
    assertThat(bytes).isLessThanOrEqualTo(2L << 30);
    var dockerfile = Files.readString(Path.of("Dockerfile"));
    assertThat(dockerfile.substring(dockerfile.lastIndexOf("FROM ")))
        .as("nothing runs where it would have to be emulated")
        .doesNotContain("RUN ")
        .contains("USER 10001:10001");
  }

  @Test
  void fileThatIsMountedForClickHouseLimitsItsCachesAndKeepsNoLogTables() throws Exception {
    var file = ROOT.resolve("standalone/src/main/docker/clickhouse.xml");
    assertThat(Files.readString(ROOT.resolve("docker-compose.yml")))
        .contains("./standalone/src/main/docker/clickhouse.xml:/etc/clickhouse-server/config.d/");

    var root =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getDocumentElement();

    assertThat(root.getTagName()).isEqualTo("clickhouse");
    for (var cache : List.of("mark_cache_size", "primary_index_cache_size")) {
      assertThat(Long.parseLong(root.getElementsByTagName(cache).item(0).getTextContent()))
          .isLessThanOrEqualTo(100L << 20);
    }
    for (var table : List.of("query_log", "metric_log", "trace_log", "text_log", "part_log")) {
      var log = (Element) root.getElementsByTagName(table).item(0);
      assertThat(log.getAttribute("remove")).as(table).isEqualTo("1");
    }
  }

  /** Older versions tell {@code 384m}, newer ones bytes. */
  private static long bytes(String limit) {
    return limit.endsWith("m")
        ? Long.parseLong(limit.substring(0, limit.length() - 1)) << 20
        : Long.parseLong(limit);
  }

  /** Newer versions tell each part by name, older ones with colons between them. */
  private static String part(JsonNode node, String name, int index) {
    return node.isTextual() ? node.asText().split(":", -1)[index] : node.path(name).asText();
  }

  private static String compose(String profile, String... arguments)
      throws IOException, InterruptedException {
    var command =
        Stream.concat(Stream.of("docker-compose"), Arrays.stream(arguments)).toArray(String[]::new);
    var builder = new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
    builder.environment().put("POLKU_ADMIN_TOKEN", "a-token-of-the-tests");
    builder.environment().put("COMPOSE_PROFILES", profile);
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static boolean onPath(String program) {
    var path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Path.of(folder, program).toFile().canExecute());
  }
}
