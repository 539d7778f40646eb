package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/SECURITY.md} promises nothing that is not tested. */
class SecurityDocTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ROW = Pattern.compile("(?m)^\\|.*\\|$");
  private static final Pattern TEST = Pattern.compile("`([A-Za-z]+Test)`");
  private static final Pattern DECISION = Pattern.compile("\\((decisions/[^)]+)\\)");

  @Test
  void eachThreatNamesTestsThatAreThere() throws IOException {
    var known = tests();
    var text = Files.readString(ROOT.resolve("docs/SECURITY.md"));
    var threats =
        Stream.of(text.split("\n## ", -1))
            .filter(section -> section.startsWith("Threats "))
            .flatMap(section -> ROW.matcher(section).results().map(row -> row.group()).skip(2))
            .toList();

    assertThat(threats).hasSizeGreaterThan(20);
    for (var threat : threats) {
      var named = names(TEST, threat);
      assertThat(named).as(threat).isNotEmpty();
      assertThat(known).as(threat).containsAll(named);
    }
    assertThat(known).containsAll(names(TEST, text));
    assertThat(names(DECISION, text))
        .allSatisfy(decision -> assertThat(ROOT.resolve("docs").resolve(decision)).exists());
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** By their file names, in all modules. */
  private static Set<String> tests() throws IOException {
    var names = new TreeSet<String>();
    try (var modules = Files.newDirectoryStream(ROOT, Files::isDirectory)) {
      for (var module : modules) {
        var sources = module.resolve("src/test/java");
        if (Files.isDirectory(sources)) {
          try (var files = Files.walk(sources)) {
            files
                .map(file -> file.getFileName().toString())
                .filter(file -> file.endsWith("Test.java"))
                .forEach(file -> names.add(file.substring(0, file.length() - 5)));
          }
        }
      }
    }
    return names;
  }
}
