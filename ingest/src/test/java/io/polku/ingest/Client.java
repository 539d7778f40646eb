package io.polku.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Talks to an intake as browsers and servers do. */
final class Client implements AutoCloseable {
  static final String ORIGIN = "https://shop.example";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  Client(int port) {
    this.port = port;
  }

  /** An answer. */
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
      try {
        return Json.mapper().readTree(response.body());
      } catch (IOException e) {
        throw new AssertionError(text(), e);
      }
    }
  }

  Answer fromBrowser(String body) {
    return post(
        body.getBytes(StandardCharsets.UTF_8), "Origin", ORIGIN, "Content-Type", "text/plain");
  }

  Answer fromServer(String key, String body) {
    return post(
        body.getBytes(StandardCharsets.UTF_8),
        "Authorization",
        "Bearer " + key,
        "Content-Type",
        "application/json");
  }

  Answer post(byte[] body, String... headers) {
    return send("POST", "/v1/events", body, headers);
  }

  Answer send(String method, String path, byte[] body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  Answer get(String path, String... headers) {
    return send("GET", path, new byte[0], headers);
  }

  /** What the management port shows. */
  String metrics(int managementPort) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/metrics"))
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new AssertionError("metrics", e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** A body of one event that happened now. */
  static String body(String id) {
    return body(id, System.currentTimeMillis(), "page_view");
  }

  static String body(String id, long timeMillis, String name) {
    return """
        {"site":"shop","visitor_id":"v1","events":[{"id":"%s","name":"%s","time":%d}]}
        """
        .formatted(id, name, timeMillis);
  }

  @Override
  public void close() {
    http.close();
  }
}
