package io.polku.standalone.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.polku.standalone.Refusal;
import io.polku.standalone.replay.Mapping.EventMapping;
import io.polku.standalone.replay.Mapping.Format;
import io.polku.standalone.replay.Mapping.Lookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads mapping files. Every mistake is a {@link Refusal} that names the key. */
public final class MappingReader {
  /** Mappings that come with Polku, by name. */
  public static final List<String> BUILT_IN =
      List.of(
          "rees46_multicategory",
          "google_merch_ga4",
          "apache_semicomplete",
          "apache_page_views",
          "web_tracking_panel",
          "bitly_usagov");

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String FOLDER = "/io/polku/standalone/mappings/";
  private static final String ID_DEFAULT = "${#mapping}:${#row}:${#digest}";

  private final String mapping;

  private MappingReader(String mapping) {
    this.mapping = mapping;
  }

  /** The mapping of that built-in name, or in that file. */
  public static Mapping load(String nameOrFile) {
    if (BUILT_IN.contains(nameOrFile)) {
      return parse(builtIn(nameOrFile), nameOrFile);
    }
    var file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new Refusal(
          "mapping: "
              + nameOrFile
              + " (expected: a file, or one of "
              + String.join(", ", BUILT_IN)
              + ")");
    }
    try {
      var fileName = String.valueOf(file.getFileName());
      return parse(Files.readString(file), fileName.replaceFirst("\\.ya?ml$", ""));
    } catch (IOException e) {
      throw new Refusal("mapping: " + nameOrFile + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a mapping.
   *
   * @param yaml the file's text
   * @param nameDefault its name where it gives none
   */
  static Mapping parse(String yaml, String nameDefault) {
    JsonNode tree;
    try {
      tree = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      var line = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
      var reason = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw new Refusal("mapping:" + line + " is not YAML: " + reason, e);
    }
    return Section.read(
        new Section("", tree),
        root -> new MappingReader(root.text("name", nameDefault)).mapping(root));
  }

  private static String builtIn(String name) {
    try (var in = MappingReader.class.getResourceAsStream(FOLDER + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + FOLDER + name + ".yaml");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Mapping mapping(Section root) {
    if (!mapping.matches("[A-Za-z0-9_.-]{1,40}")) {
      throw root.refuse("name", "'" + mapping + "' (expected: 1 to 40 of A-Z a-z 0-9 _ . -)");
    }
    var _ = root.text("description");
    var format = format(root);
    var lookups = root.sections("lookups", MappingReader::lookup);
    var include = root.sections("include", MappingReader::condition);
    var exclude = root.sections("exclude", MappingReader::condition);
    var groupBy = root.texts("group_by");
    var event = root.section("event", this::event);
    if (event == null) {
      throw root.refuse("event", "missing");
    }
    return new Mapping(mapping, format, lookups, include, exclude, groupBy, event);
  }

  private static Format format(Section root) {
    var format = root.requiredText("format");
    return switch (format) {
      case "csv" -> {
        var delimiter = root.text("delimiter", ",");
        if (delimiter.length() != 1) {
          throw root.refuse("delimiter", "'" + delimiter + "' (expected: one character)");
        }
        yield new Format.Csv(delimiter.charAt(0), root.texts("columns"));
      }
      case "ndjson" -> new Format.Ndjson(root.texts("columns"));
      case "regex" -> {
        var pattern = pattern(root, "pattern", root.requiredText("pattern"));
        if (pattern.namedGroups().isEmpty()) {
          throw root.refuse("pattern", "no named group (expected: groups such as (?<path>...))");
        }
        yield new Format.Regex(pattern);
      }
      default -> throw root.refuse("format", format + " (expected one of: csv, ndjson, regex)");
    };
  }

  private static Lookup lookup(Section section) {
    return new Lookup(
        section.requiredText("name"),
        section.requiredText("file"),
        section.requiredText("key"),
        section.requiredText("column"),
        section.flag("optional"));
  }

  private static Condition condition(Section section) {
    var column = section.requiredText("column");
    var equal = section.text("equals");
    var in = section.texts("in");
    var matches = section.text("matches");
    var empty = section.find("empty");
    var given =
        (equal == null ? 0 : 1)
            + (in.isEmpty() ? 0 : 1)
            + (matches == null ? 0 : 1)
            + (empty == null ? 0 : 1);
    if (given != 1) {
      throw section.refuse("", "expected one of: equals, in, matches, empty");
    }
    if (equal != null) {
      return new Condition.In(column, Set.of(equal));
    }
    if (matches != null) {
      return new Condition.Matches(column, pattern(section, "matches", matches));
    }
    return empty == null
        ? new Condition.In(column, Set.copyOf(in))
        : new Condition.Empty(column, empty.asBoolean());
  }

  private EventMapping event(Section section) {
    var id = value(section, "id", Value.Type.TEXT);
    var valueSum = section.flag("value_sum");
    var time = section.section("time", this::time);
    if (time == null) {
      throw section.refuse("time", "missing");
    }
    return new EventMapping(
        id == null ? Value.of(Template.of(ID_DEFAULT, mapping)) : id,
        required(section, "name"),
        required(section, "visitor"),
        value(section, "user", Value.Type.TEXT),
        time.value(),
        time.format(),
        value(section, "url", Value.Type.TEXT),
        value(section, "title", Value.Type.TEXT),
        value(section, "referrer", Value.Type.TEXT),
        value(section, "channel", Value.Type.TEXT),
        value(section, "value", Value.Type.NUMBER),
        valueSum,
        value(section, "currency", Value.Type.TEXT),
        values(section, "context"),
        values(section, "props"),
        section.sections("items", this::item));
  }

  private record Time(Value value, TimeFormat format) {}

  private Time time(Section section) {
    var name = section.text("format", "iso");
    var zoneName = section.text("zone", "UTC");
    try {
      var format = TimeFormat.of(name, ZoneId.of(zoneName));
      return new Time(valueOf(section), format);
    } catch (DateTimeException e) {
      throw section.refuse("zone", zoneName + " (expected: a zone such as Europe/Helsinki)");
    } catch (IllegalArgumentException e) {
      throw section.refuse(
          "format", name + " (expected: iso, epoch_s, epoch_ms, epoch_us or a pattern)");
    }
  }

  private Map<String, Value> item(Section section) {
    var item = new LinkedHashMap<String, Value>();
    section
        .rest()
        .forEach(
            (field, node) -> item.put(field, valueOf(section.at(field), node, itemType(field))));
    return item;
  }

  /** GA4's numeric item fields; all others are text, whatever they look like. */
  private static Value.Type itemType(String field) {
    return switch (field) {
      case "price", "quantity", "discount", "index" -> Value.Type.NUMBER;
      default -> Value.Type.TEXT;
    };
  }

  private Map<String, Value> values(Section section, String key) {
    var values = new LinkedHashMap<String, Value>();
    section
        .entries(key)
        .forEach(
            (name, node) ->
                values.put(name, valueOf(section.at(key) + "." + name, node, Value.Type.TEXT)));
    return values;
  }

  private Value required(Section section, String key) {
    var value = value(section, key, Value.Type.TEXT);
    if (value == null) {
      throw section.refuse(key, "missing");
    }
    return value;
  }

  private @Nullable Value value(Section section, String key, Value.Type type) {
    var node = section.find(key);
    return node == null ? null : valueOf(section.at(key), node, type);
  }

  private Value valueOf(String path, JsonNode node, Value.Type type) {
    return node.isValueNode()
        ? Value.of(template(new Section(path, YAML.createObjectNode()), node.asText()), type)
        : Section.read(new Section(path, node), section -> valueOf(section, type));
  }

  private Value valueOf(Section section) {
    return valueOf(section, Value.Type.TEXT);
  }

  private Value valueOf(Section section, Value.Type typeDefault) {
    var column = section.text("column");
    var from = section.text("from");
    if ((column == null) == (from == null)) {
      throw section.refuse("", "expected either column or from");
    }
    var template =
        column == null ? template(section, String.valueOf(from)) : Template.column(column);
    var extract = section.text("extract");
    var extracting = extract == null ? null : pattern(section, "extract", extract);
    if (extracting != null && extracting.matcher("").groupCount() < 1) {
      throw section.refuse("extract", extract + " (expected: an expression with a group)");
    }
    var map = new LinkedHashMap<String, String>();
    section.entries("map").forEach((key, node) -> map.put(key, node.asText()));
    return new Value(
        template,
        Set.copyOf(section.texts("empty")),
        extracting,
        map,
        section.text("otherwise"),
        section.flag("hash"),
        type(section, section.text("type"), typeDefault));
  }

  private static Value.Type type(Section section, @Nullable String text, Value.Type typeDefault) {
    if (text == null) {
      return typeDefault;
    }
    try {
      return Value.Type.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw section.refuse("type", text + " (expected one of: text, number, boolean)");
    }
  }

  private Template template(Section section, String text) {
    try {
      return Template.of(text, mapping);
    } catch (IllegalArgumentException e) {
      throw section.refuse("", String.valueOf(e.getMessage()));
    }
  }

  private static Pattern pattern(Section section, String key, String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw section.refuse(key, text + " is no regular expression: " + e.getDescription());
    }
  }
}
