package io.polku.contract.digest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.json.Json;
import io.polku.contract.json.JsonParts;
import io.polku.contract.json.JsonParts.Problem;
import java.net.URI;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Digests as people send them and get them back: {@code {"name":"Team","url":
 * "https://hooks.example/polku","day":"monday","hour":8}}. Reading is strict and tells all faults
 * together.
 */
public final class DigestJson {
  private DigestJson() {}

  /** What came of reading. */
  public sealed interface Result {
    /** A digest that can be used. */
    record Read(WeeklyDigest digest) implements Result {}

    /** Everything that is wrong; never empty. */
    record Refused(List<Problem> problems) implements Result {
      /** Copies the problems. */
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Reads a digest; never throws for what is in it. */
  public static Result read(JsonNode json) {
    var reader = new Reader();
    var digest = reader.digest(json);
    return digest == null || !reader.problems().isEmpty()
        ? new Result.Refused(reader.problems())
        : new Result.Read(digest);
  }

  /** Writes a digest; {@link #read} gives an equal one back. */
  public static ObjectNode write(WeeklyDigest digest) {
    return Json.mapper()
        .createObjectNode()
        .put("name", digest.name())
        .put("url", digest.url().toString())
        .put("day", JsonParts.word(digest.day()))
        .put("hour", digest.hour());
  }

  private static final class Reader extends JsonParts {
    @Nullable WeeklyDigest digest(JsonNode json) {
      if (!object(json, "", Set.of("name", "url", "day", "hour"))) {
        return null;
      }
      if (!json.has("name")) {
        refuse("/name", "name: none (expected: 1 to 200 characters)");
      }
      var name = name(json.get("name"), "/name");
      var address = required(json, "url", "");
      var day = day(json);
      var hour = json.path("hour");
      if (!hour.isInt()) {
        refuse("/hour", "hour: " + brief(hour) + " (expected: 0 to 23)");
      }
      if (address != null && address.length() > HookUrl.CHARS_MAX) {
        refuse("/url", "url: " + address.length() + " characters (expected: at most 2000)");
      }
      var url = address == null ? null : built("/url", () -> URI.create(address));
      return name == null || day == null || url == null || !problems().isEmpty()
          ? null
          : built("", () -> new WeeklyDigest(name, url, day, hour.intValue()));
    }

    private @Nullable DayOfWeek day(JsonNode json) {
      var word = required(json, "day", "");
      if (word == null) {
        return null;
      }
      for (var day : DayOfWeek.values()) {
        if (word(day).equals(word.toLowerCase(Locale.ROOT))) {
          return day;
        }
      }
      refuse("/day", "day: " + word + " (expected: monday to sunday)");
      return null;
    }
  }
}
