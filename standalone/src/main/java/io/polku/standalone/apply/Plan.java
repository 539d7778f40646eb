package io.polku.standalone.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.apply.Change.Act;
import io.polku.standalone.terminal.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What has to be done so that a server has what files say. */
public final class Plan {
  private final ApiClient api;
  private final Map<String, List<Change>> changes = new TreeMap<>();
  private int same;

  private Plan(ApiClient api) {
    this.api = api;
  }

  /**
   * Compares files with what a server has.
   *
   * @param path a file or a directory, see {@link SiteFiles}
   * @param site the site of documents that name none; null where each must
   * @param onlyLinks whether everything but links is left alone
   * @param prune whether what the server has and the files do not is deleted, of the kinds that a
   *     site's files name
   * @throws Refusal when a file is wrong, or the server cannot be asked
   */
  public static Plan of(
      ApiClient api, Path path, @Nullable String site, boolean onlyLinks, boolean prune)
      throws InterruptedException {
    var kinds = onlyLinks ? List.of(Kind.LINK) : List.of(Kind.values());
    var plan = new Plan(api);
    var files = SiteFiles.read(path, site, kinds);
    var known = new TreeMap<String, JsonNode>();
    StreamSupport.stream(api.get("/api/v1/sites").path("sites").spliterator(), false)
        .forEach(each -> known.put(each.path("site").asText(), each));
    for (var name : files.stream().map(SiteFile::site).distinct().toList()) {
      var own = files.stream().filter(file -> file.site().equals(name)).toList();
      plan.site(name, own, known.get(name));
      for (var kind : kinds) {
        plan.kind(name, kind, own, known.containsKey(name), prune);
      }
    }
    return plan;
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Shows every change. */
  public void show(Terminal terminal) {
    changes.forEach(
        (site, list) -> {
          terminal.say(site);
          list.forEach(change -> terminal.say("  " + change.line()));
        });
    terminal.say((isEmpty() ? "Nothing to change, " : "") + same + " as they are.");
  }

  /**
   * Does it, in the order in which it is shown.
   *
   * @throws Refusal when the server refuses one; the message says what was done before
   */
  public void apply(Terminal terminal) throws InterruptedException {
    var done = 0;
    for (var change : changes.values().stream().flatMap(List::stream).toList()) {
      try {
        apply(terminal, change);
      } catch (Refusal e) {
        throw new Refusal(
            change.what() + ": " + e.getMessage() + "\n  applied before it: " + done, e);
      }
      done++;
    }
    terminal.say("applied " + done);
  }

  private void apply(Terminal terminal, Change change) throws InterruptedException {
    if (change.act() == Act.DELETE) {
      api.delete(change.path());
      return;
    }
    var answer = api.put(change.path(), change.body());
    if (answer.hasNonNull("server_key")) {
      terminal.say(
          "server key of "
              + answer.path("site").asText()
              + "  "
              + answer.path("server_key").asText()
              + "  (secret, shown this once; for servers and imports)");
    }
  }

  private void site(String name, List<SiteFile> files, @Nullable JsonNode known) {
    var settings = Json.mapper().createObjectNode();
    for (var file : files) {
      for (var each : file.settings().properties()) {
        var before = settings.replace(each.getKey(), each.getValue());
        if (before != null && !before.equals(each.getValue())) {
          throw new Refusal(
              file.source()
                  + ": settings of "
                  + name
                  + ": "
                  + each.getKey()
                  + " is another one before (expected: once)");
        }
      }
    }
    var path = "/api/v1/sites/" + name;
    if (known == null) {
      add(name, new Change(Act.MAKE, "site " + name, path, settings, List.of()));
      return;
    }
    var fields =
        settings.properties().stream()
            .filter(each -> !equal(each.getValue(), known.path(each.getKey())))
            .map(Map.Entry::getKey)
            .toList();
    if (!fields.isEmpty()) {
      add(name, new Change(Act.CHANGE, "site " + name, path, settings, fields));
    } else if (!settings.isEmpty()) {
      same++;
    }
  }

  private void kind(String site, Kind kind, List<SiteFile> files, boolean known, boolean prune)
      throws InterruptedException {
    var wanted = new TreeMap<String, JsonNode>();
    files.stream()
        .map(file -> file.wanted().get(kind))
        .filter(Objects::nonNull)
        .forEach(wanted::putAll);
    if (files.stream().noneMatch(file -> file.wanted().containsKey(kind))) {
      return;
    }
    var stored = known ? kind.stored(api, site) : Map.<String, JsonNode>of();
    for (var each : wanted.entrySet()) {
      var id = each.getKey();
      var now = stored.get(id);
      if (each.getValue().equals(now)) {
        same++;
      } else {
        var what = kind.word() + " " + id;
        add(
            site,
            new Change(
                now == null ? Act.MAKE : Act.CHANGE,
                what,
                kind.path(site, id),
                each.getValue(),
                now == null ? List.of() : different(each.getValue(), now)));
      }
    }
    if (prune) {
      stored.keySet().stream()
          .filter(id -> !wanted.containsKey(id))
          .forEach(
              id ->
                  add(
                      site,
                      new Change(
                          Act.DELETE,
                          kind.word() + " " + id,
                          kind.path(site, id),
                          Json.mapper().missingNode(),
                          List.of())));
    }
  }

  private void add(String site, Change change) {
    changes.computeIfAbsent(site, ignored -> new ArrayList<>()).add(change);
  }

  private static List<String> different(JsonNode wanted, JsonNode stored) {
    return Stream.of(wanted, stored)
        .flatMap(each -> each.properties().stream())
        .map(Map.Entry::getKey)
        .distinct()
        .filter(field -> !wanted.path(field).equals(stored.path(field)))
        .toList();
  }

  /** Durations have several texts. */
  private static boolean equal(JsonNode wanted, JsonNode stored) {
    try {
      return wanted.equals(stored)
          || Duration.parse(wanted.asText()).equals(Duration.parse(stored.asText()));
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
