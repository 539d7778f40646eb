package io.polku.query.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The dashboards' files, from the class path. They hold no data, so they are open to everybody; a
 * page asks for the token and then asks the API.
 */
final class StaticFiles {
  private static final String FOLDER = "/polku-dashboards/";
  private static final String INDEX = "index.html";
  private static final String HASHED = "assets/";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "json", "application/json",
          "map", "application/json",
          "woff2", "font/woff2",
          "txt", "text/plain; charset=utf-8");

  private final Map<String, File> found = new ConcurrentHashMap<>();

  /**
   * A file and how to answer it.
   *
   * @param headers all that go with it
   * @param body its bytes
   */
  record File(Map<String, String> headers, Buffer body) {}

  /**
   * The file of a path. The UI keeps its state in the query string, so a place within it has at
   * most one segment, and that one no extension; the index page finds it. Deeper ones are not
   * answered with it: its files are named relative to where it lies.
   *
   * @param path of the request, with its slash
   * @return empty where there is no such file, or no UI at all
   */
  Optional<File> find(String path) {
    var name = path.substring(1);
    if (name.contains("..") || name.contains("//") || name.contains("\\")) {
      return Optional.empty();
    }
    var last = name.substring(name.lastIndexOf('/') + 1);
    if (last.indexOf('.') >= 0) {
      return load(name);
    }
    return last.equals(name) ? load(INDEX) : Optional.empty();
  }

  private Optional<File> load(String name) {
    var known = found.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    if (type == null) {
      return Optional.empty();
    }
    try (var in = StaticFiles.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        return Optional.empty();
      }
      var file = new File(headers(name, type), Buffer.buffer(in.readAllBytes()));
      found.put(name, file);
      return Optional.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What has a hash in its name never changes; the rest is asked for anew. */
  private static Map<String, String> headers(String name, String type) {
    return Map.of(
        "content-type",
        type,
        "cache-control",
        name.startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-cache");
  }
}
