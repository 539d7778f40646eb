package io.polku.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.standalone.Refusal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Posts bodies of the collect protocol and takes nothing but a 202 without a rejected event. */
final class Intake implements AutoCloseable {
  private static final int ACCEPTED = 202;

  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  Intake(String url) {
    this.url = url;
  }

  /**
   * Posts one.
   *
   * @throws Refusal when it was not taken whole
   */
  void post(Site site, ObjectNode body) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url + "/v1/events"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + site.key())
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != ACCEPTED || answer.body().contains("\"index\"")) {
        throw new Refusal("the intake answered " + answer.statusCode() + ": " + answer.body());
      }
    } catch (IOException e) {
      throw new Refusal("the intake cannot be reached", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
