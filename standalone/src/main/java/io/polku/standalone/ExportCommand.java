package io.polku.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.json.Json;
import io.polku.standalone.terminal.Terminal;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polku export}. */
@Command(
    name = "export",
    description = "Writes all that is stored of a visitor, one JSON object a line.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--site", required = true, paramLabel = "S", description = "The site's name.")
  private String site = "";

  @Option(names = "--visitor", required = true, paramLabel = "V", description = "The visitor.")
  private String visitor = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to (default: what is said here).")
  private @Nullable Path out;

  @Mixin private ApiFlags flags = new ApiFlags();

  ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Takes lines. */
  private interface Lines {
    void add(String line) throws IOException;
  }

  @Override
  public Integer call() throws InterruptedException {
    RejectedCommand.check(site);
    try {
      if (out == null) {
        var _ = write(terminal::say);
      } else {
        toFile(out);
      }
    } catch (IOException e) {
      throw new Refusal("out: " + out + " cannot be written: " + e.getMessage(), e);
    }
    return Polku.EXIT_OK;
  }

  private void toFile(Path file) throws IOException, InterruptedException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      var lines =
          write(
              line -> {
                writer.write(line);
                writer.newLine();
              });
      terminal.say(lines + " lines in " + file);
    }
  }

  /** Returns how many lines there were. */
  private long write(Lines to) throws IOException, InterruptedException {
    var path =
        "/api/v1/sites/"
            + site
            + "/visitors/"
            + URLEncoder.encode(visitor, StandardCharsets.UTF_8).replace("+", "%20")
            + "/export";
    var lines = 0L;
    try (var api = flags.client()) {
      for (String after = ""; after != null; ) {
        var page = api.getText(path + (after.isEmpty() ? "" : "?after=" + after)).lines().toList();
        if (page.isEmpty()) {
          throw new Refusal("export: an empty page (expected: a line that ends it)");
        }
        after = after(page.getLast());
        for (var line : after == null ? page : page.subList(0, page.size() - 1)) {
          to.add(line);
          lines++;
        }
      }
    }
    return lines;
  }

  /** Where the next page begins; null at the end. */
  private static @Nullable String after(String last) {
    try {
      var line = Json.mapper().readTree(last);
      return switch (line.path("type").asText()) {
        case "next" -> line.path("after").asText();
        case "end" -> null;
        default -> throw new Refusal("export: cut off (expected: a line next or end)");
      };
    } catch (JsonProcessingException e) {
      throw new Refusal("export: cut off (expected: JSON)", e);
    }
  }
}
