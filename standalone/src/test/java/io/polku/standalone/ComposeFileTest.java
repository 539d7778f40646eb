package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docker-compose} itself checks the file; no engine is needed for that. */
class ComposeFileTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @ParameterizedTest
  @CsvSource({
    "single, clickhouse kafka polku",
    "split, clickhouse ingest kafka query sink streams",
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
