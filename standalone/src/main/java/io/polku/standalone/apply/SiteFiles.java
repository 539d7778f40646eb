package io.polku.standalone.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.polku.contract.Names;
import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads definitions from YAML or JSON files. A document describes one site: {@code site}, {@code
 * settings}, and a section a kind with definitions by id; a file may have several documents. All
 * faults of all files are told together, before anything is sent.
 */
final class SiteFiles {
  private static final String SITE = "site";
  private static final String SETTINGS = "settings";
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final @Nullable String siteDefault;
  private final List<Kind> kinds;
  private final List<String> faults = new ArrayList<>();
  private final Map<String, String> sources = new HashMap<>();

  private SiteFiles(@Nullable String siteDefault, List<Kind> kinds) {
    this.siteDefault = siteDefault;
    this.kinds = kinds;
  }

  /**
   * Reads a file, or all files of a directory that end in {@code .yaml}, {@code .yml} or {@code
   * .json}, by name.
   *
   * @param siteDefault the site of documents that name none; null where each must
   * @param kinds sections that are read; others are left alone
   * @throws Refusal naming everything that is wrong
   */
  static List<SiteFile> read(Path path, @Nullable String siteDefault, List<Kind> kinds) {
    var reader = new SiteFiles(siteDefault, kinds);
    var read = files(path).stream().flatMap(reader::documents).toList();
    if (!reader.faults.isEmpty()) {
      throw new Refusal("nothing was applied:\n  " + String.join("\n  ", reader.faults));
    }
    return read;
  }

  private static List<Path> files(Path path) {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    try (var inside = Files.list(path)) {
      var files =
          inside
              .filter(each -> each.toString().matches(".*\\.(ya?ml|json)"))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new Refusal(path + ": nothing in it (expected: .yaml, .yml or .json files)");
      }
      return files;
    } catch (IOException e) {
      throw new Refusal(path + ": not there (expected: a file or a directory)", e);
    }
  }

  private Stream<SiteFile> documents(Path file) {
    var name = file.toString();
    try (var parser = YAML.createParser(Files.readString(file));
        var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser)) {
      var all = new ArrayList<SiteFile>();
      while (documents.hasNextValue()) {
        var document = documents.nextValue();
        if (document.isObject()) {
          all.add(document(name, document));
        } else {
          faults.add(name + ": no document of a site (expected: site, links, …)");
        }
      }
      return all.stream();
    } catch (JsonProcessingException e) {
      var line = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
      var reason = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      faults.add(name + line + " is not YAML: " + reason);
    } catch (IOException e) {
      faults.add(name + ": cannot be read: " + e.getMessage());
    }
    return Stream.empty();
  }

  private SiteFile document(String file, JsonNode json) {
    var site = json.path(SITE).asText(siteDefault == null ? "" : siteDefault);
    if (!Names.isSite(site)) {
      faults.add(
          file
              + ": site: "
              + (site.isEmpty() ? "none" : site)
              + " (expected: 1 to 40 of a-z 0-9 -,"
              + " in the file or as --site)");
    }
    json.fieldNames().forEachRemaining(field -> checkField(file, field));
    var wanted = new EnumMap<Kind, SortedMap<String, JsonNode>>(Kind.class);
    for (var kind : kinds) {
      if (json.has(kind.section())) {
        wanted.put(kind, definitions(file, site, kind, json.path(kind.section())));
      }
    }
    return new SiteFile(
        file,
        site,
        kinds.size() == Kind.values().length ? json.path(SETTINGS) : Json.mapper().missingNode(),
        wanted);
  }

  private void checkField(String file, String field) {
    var known =
        Stream.concat(Stream.of(SITE, SETTINGS), Stream.of(Kind.values()).map(Kind::section))
            .toList();
    if (!known.contains(field)) {
      faults.add(file + ": " + field + " (expected one of: " + String.join(", ", known) + ")");
    }
  }

  private SortedMap<String, JsonNode> definitions(
      String file, String site, Kind kind, JsonNode section) {
    var definitions = new TreeMap<String, JsonNode>();
    if (!section.isObject() && !section.isNull()) {
      faults.add(file + ": " + kind.section() + " (expected: definitions by their ids)");
    }
    for (var each : section.properties()) {
      var id = each.getKey();
      var place = kind.word() + " " + id;
      if (!Names.isFunnelId(id)) {
        faults.add(file + ": " + place + " (expected: 1 to 60 of a-z 0-9 _ -)");
      }
      var before = sources.putIfAbsent(site + "/" + place, file);
      if (before != null) {
        faults.add(file + ": " + place + " of " + site + " is in " + before + " too");
      }
      var reading = kind.read(each.getValue());
      reading
          .problems()
          .forEach(
              problem ->
                  faults.add(file + ": " + place + problem.pointer() + ": " + problem.message()));
      definitions.put(id, reading.canonical());
    }
    return definitions;
  }
}
