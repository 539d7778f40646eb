package io.polku.query.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.json.Json;
import io.polku.contract.report.Problem.Fault;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was asked, read off the connection so that any thread may answer it.
 *
 * @param caller who asks; that he may was settled before
 * @param path names within the path, such as {@code site}
 * @param query parameters, each once
 * @param ifNoneMatch the header, or ""
 * @param body as sent
 */
record ApiRequest(
    Caller caller,
    Map<String, String> path,
    Map<String, String> query,
    String ifNoneMatch,
    Buffer body) {
  ApiRequest {
    path = Map.copyOf(path);
    query = new LinkedHashMap<>(query);
  }

  /** The same of a caller who has no answer yet. */
  ApiRequest afresh() {
    return new ApiRequest(caller, path, query, "", body);
  }

  String path(String name) {
    return Objects.requireNonNull(path.get(name), name);
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** A parameter that nobody knows would be ignored, and the answer be taken for what it is not. */
  void allow(Set<String> names) {
    var unknown =
        query.keySet().stream()
            .filter(name -> !names.contains(name))
            .map(
                name -> new Fault(name, "parameter: " + name + " (expected: " + known(names) + ")"))
            .toList();
    if (!unknown.isEmpty()) {
      throw ApiException.refused("parameter_refused", unknown);
    }
  }

  JsonNode json() {
    try {
      var json =
          Json.mapper()
              .reader()
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readTree(body.getBytes());
      if (json.isMissingNode()) {
        throw malformed("none (expected: JSON)");
      }
      return json;
    } catch (JsonProcessingException e) {
      throw malformed(e.getOriginalMessage());
    } catch (IOException | NumberFormatException e) {
      // The latter for an exponent that no number here can have.
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static ApiException malformed(String what) {
    return new ApiException(400, "malformed_json", "body: " + what, List.of());
  }

  private static String known(Set<String> names) {
    return names.isEmpty()
        ? "none"
        : names.stream().sorted().collect(Collectors.joining(", ", "one of: ", ""));
  }
}
