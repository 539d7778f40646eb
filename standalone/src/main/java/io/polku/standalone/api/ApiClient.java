package io.polku.standalone.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Talks JSON to the query API. Thread-safe. */
public final class ApiClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int FIRST_ERROR = 400;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final String url;
  private final String token;

  /**
   * A client.
   *
   * @param url address of the query API, without a slash at its end
   * @param token bearer token
   */
  public ApiClient(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /**
   * Makes a site, or gives an existing one these settings and a new key.
   *
   * @return its server key
   */
  public String makeSite(String site, JsonNode settings) throws InterruptedException {
    var made = put("/api/v1/sites/" + site, settings);
    if (!made.path("server_key").isTextual()) {
      made = put("/api/v1/sites/" + site + "?rotate=true", settings);
    }
    return made.path("server_key").asText();
  }

  /** Answer of {@code GET}. */
  public JsonNode get(String path) throws InterruptedException {
    return send("GET", path, BodyPublishers.noBody());
  }

  /** Answer of {@code GET} as it comes. */
  public String getText(String path) throws InterruptedException {
    return sendText("GET", path, BodyPublishers.noBody());
  }

  /** Answer of {@code PUT}. */
  public JsonNode put(String path, JsonNode body) throws InterruptedException {
    return send("PUT", path, BodyPublishers.ofString(body.toString()));
  }

  /** Answer of {@code POST}. */
  public JsonNode post(String path, JsonNode body) throws InterruptedException {
    return send("POST", path, BodyPublishers.ofString(body.toString()));
  }

  /** {@code DELETE}. */
  public void delete(String path) throws InterruptedException {
    var _ = sendText("DELETE", path, BodyPublishers.noBody());
  }

  @Override
  public void close() {
    http.close();
  }

  private JsonNode send(String method, String path, BodyPublisher body)
      throws InterruptedException {
    try {
      return Json.mapper().readTree(sendText(method, path, body));
    } catch (JsonProcessingException e) {
      throw new Refusal(method + " " + url + path + " answered something else than JSON", e);
    }
  }

  private String sendText(String method, String path, BodyPublisher body)
      throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= FIRST_ERROR) {
        throw new Refusal(
            method
                + " "
                + url
                + path
                + " answered "
                + answer.statusCode()
                + ": "
                + words(answer.body()));
      }
      return answer.body();
    } catch (IOException e) {
      throw new Refusal(url + " cannot be reached", e);
    }
  }

  /** What a problem document says; anything else as it is. */
  private static String words(String body) {
    try {
      var problem = Json.mapper().readTree(body);
      var detail = problem.path("detail").asText(problem.path("title").asText());
      return detail.isEmpty() ? body : detail;
    } catch (JsonProcessingException e) {
      return body;
    }
  }
}
