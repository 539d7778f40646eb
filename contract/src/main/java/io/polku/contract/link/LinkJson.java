package io.polku.contract.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.json.Json;
import io.polku.contract.json.JsonParts;
import io.polku.contract.json.JsonParts.Problem;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Intended links as people send them and get them back: {@code {"name":"Sale from
 * home","pages":["/"],"link":{"name":"hero"},"goals":["/sale/**"],"expected":0.1}}. Reading is
 * strict and tells all faults together.
 */
public final class LinkJson {
  private static final int TEXT_CHARS_MAX = 1_000;

  private LinkJson() {}

  /** What came of reading. */
  public sealed interface Result {
    /** A link that can be used. */
    record Read(IntendedLink link) implements Result {}

    /** Everything that is wrong; never empty. */
    record Refused(List<Problem> problems) implements Result {
      /** Copies the problems. */
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Reads a link; never throws for what is in it. */
  public static Result read(JsonNode json) {
    var reader = new Reader();
    var link = reader.link(json);
    return link == null || !reader.problems().isEmpty()
        ? new Result.Refused(reader.problems())
        : new Result.Read(link);
  }

  /** Writes a link; {@link #read} gives an equal one back. */
  public static ObjectNode write(IntendedLink link) {
    var json = Json.mapper().createObjectNode().put("name", link.name());
    write(link.pages(), "pages", json);
    var match = json.putObject("link");
    write(link.link().name(), "name", match);
    write(link.link().href(), "href", match);
    write(link.link().selector(), "selector", match);
    write(link.link().text(), "text", match);
    if (!link.goals().isEmpty()) {
      write(link.goals(), "goals", json);
    }
    if (link.expected() != null) {
      json.put("expected", link.expected());
    }
    return json;
  }

  private static void write(List<PathGlob> globs, String field, ObjectNode json) {
    var array = json.putArray(field);
    globs.forEach(glob -> array.add(glob.toString()));
  }

  private static void write(@Nullable Object value, String field, ObjectNode json) {
    if (value != null) {
      json.put(field, value.toString());
    }
  }

  private static final class Reader extends JsonParts {
    @Nullable IntendedLink link(JsonNode json) {
      if (!object(json, "", Set.of("name", "pages", "link", "goals", "expected"))) {
        return null;
      }
      if (!json.has("name")) {
        refuse("/name", "name: none (expected: 1 to 200 characters)");
      }
      var name = name(json.get("name"), "/name");
      var pages = globs(json.get("pages"), "pages", 1);
      var goals = json.has("goals") ? globs(json.get("goals"), "goals", 0) : List.<PathGlob>of();
      var match = match(json.path("link"));
      var expected = expected(json.get("expected"));
      return name == null || match == null || !problems().isEmpty()
          ? null
          : built("", () -> new IntendedLink(name, pages, match, goals, expected));
    }

    private List<PathGlob> globs(@Nullable JsonNode json, String field, int min) {
      return list(json, "/" + field, field, min, IntendedLink.GLOBS_MAX)
          .map(item -> glob(item.json(), item.pointer()))
          .flatMap(Stream::ofNullable)
          .toList();
    }

    private @Nullable PathGlob glob(JsonNode json, String pointer) {
      var text = text(json, pointer);
      return text == null ? null : built(pointer, () -> new PathGlob(text));
    }

    private @Nullable LinkMatch match(JsonNode json) {
      if (!object(json, "/link", Set.of("name", "href", "selector", "text"))) {
        return null;
      }
      var before = problems().size();
      var href = json.has("href") ? glob(json.path("href"), "/link/href") : null;
      var name = part(json, "name");
      var selector = part(json, "selector");
      var text = part(json, "text");
      return problems().size() == before
          ? built("/link", () -> new LinkMatch(name, href, selector, text))
          : null;
    }

    private @Nullable String part(JsonNode json, String field) {
      var pointer = "/link/" + field;
      var text = json.has(field) ? text(json.path(field), pointer) : null;
      if (text != null && (text.isEmpty() || text.length() > TEXT_CHARS_MAX)) {
        refuse(
            pointer, field + ": " + brief(json.path(field)) + " (expected: 1 to 1000 characters)");
      }
      return text;
    }

    private @Nullable Double expected(@Nullable JsonNode json) {
      if (json == null || json.isNull()) {
        return null;
      }
      if (!json.isNumber()) {
        refuse("/expected", "expected: " + brief(json) + " (expected: a number, such as 0.1)");
        return null;
      }
      var share = json.doubleValue();
      if (!(share > 0 && share <= 1)) {
        refuse("/expected", "expected: " + brief(json) + " (expected: above 0, at most 1)");
      }
      return share;
    }
  }
}
