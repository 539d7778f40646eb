package io.polku.standalone.collect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends batches to {@code POST /v1/events} and waits for each answer. What may pass (429, 502, 503,
 * 504, a connection that breaks) is tried again, after {@code Retry-After} where it is given, until
 * nothing has got through for {@link #PATIENCE}. Thread-safe.
 */
public final class CollectClient implements AutoCloseable {
  /** How long nothing may get through before it gives up. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A site that was made a moment ago reaches the intake a moment later. */
  private static final Duration KEY_KNOWN_WITHIN = Duration.ofSeconds(2);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
  private static final long BACKOFF_MILLIS_MIN = 100;
  private static final long BACKOFF_MILLIS_MAX = 5_000;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
  private final URI endpoint;
  private final String site;
  private final String key;
  private final Tally tally;
  private final long startedNanos = System.nanoTime();
  private final AtomicLong lastSuccessNanos = new AtomicLong(startedNanos);
  private volatile boolean everAnswered;

  /**
   * A client.
   *
   * @param to address of the ingest service, with or without {@code /v1/events}
   * @param site the site
   * @param key its server key
   * @param tally counts what becomes of the events
   */
  public CollectClient(String to, String site, String key, Tally tally) {
    this.endpoint = endpoint(to);
    this.site = site;
    this.key = key;
    this.tally = tally;
  }

  /**
   * Asks with no events whether the key is taken, so that a wrong one is refused before anything is
   * sent, and a new one has a moment to get around.
   *
   * @throws Refusal when it is not, or nobody answers
   */
  public void checkKey() throws InterruptedException {
    for (var attempt = 0; ; attempt++) {
      var answer = post(new Batch().gzipBody(site));
      if (answer != null && answer.statusCode() == 401) {
        if (System.nanoTime() - startedNanos > KEY_KNOWN_WITHIN.toNanos()) {
          throw wrongKey(answer);
        }
      } else if (answer != null && !isPassing(answer.statusCode())) {
        return;
      }
      pause(attempt, "");
    }
  }

  /** Sends the batch; returns when every event in it was accepted or refused. */
  void send(Batch batch) throws InterruptedException {
    for (var attempt = 0; ; attempt++) {
      var answer = post(batch.gzipBody(site));
      if (answer == null) {
        pause(attempt, "");
        continue;
      }
      switch (answer.statusCode()) {
        case 200, 202 -> {
          lastSuccessNanos.set(System.nanoTime());
          count(batch, answer.body());
          return;
        }
        case 413 -> {
          tooLarge(batch);
          return;
        }
        case 429, 502, 503, 504 ->
            pause(attempt, answer.headers().firstValue("Retry-After").orElse(""));
        case 401 -> throw wrongKey(answer);
        default ->
            throw new Refusal(
                endpoint + " answered " + answer.statusCode() + ": " + problem(answer));
      }
    }
  }

  private static boolean isPassing(int statusCode) {
    return switch (statusCode) {
      case 429, 502, 503, 504 -> true;
      default -> false;
    };
  }

  private Refusal wrongKey(HttpResponse<String> answer) {
    return new Refusal(
        "key: refused for site " + site + " by " + endpoint + " (401): " + problem(answer));
  }

  @Override
  public void close() {
    http.close();
  }

  private static URI endpoint(String to) {
    try {
      var base = to.replaceFirst("/+$", "").replaceFirst("/v1/events$", "");
      var uri = URI.create(base + "/v1/events");
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new Refusal("to: " + to + " (expected: an address such as http://127.0.0.1:8090)", e);
    }
    throw new Refusal("to: " + to + " (expected: an address such as http://127.0.0.1:8090)");
  }

  /** The answer, or null where the connection broke and another try may help. */
  @SuppressWarnings("NullAway") // HttpResponse<String> is not annotated.
  private HttpResponse<String> post(byte[] body) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(endpoint)
            .timeout(ANSWER_TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip")
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      everAnswered = true;
      return answer;
    } catch (IOException e) {
      if (!everAnswered && (e instanceof ConnectException || patienceIsOver())) {
        throw new Refusal("to: " + endpoint + " cannot be reached", e);
      }
      return null;
    }
  }

  private void pause(int attempt, String retryAfter) throws InterruptedException {
    if (patienceIsOver()) {
      throw new Refusal(
          endpoint + " has taken nothing for " + PATIENCE.toSeconds() + " s; giving up");
    }
    var millis = Math.min(BACKOFF_MILLIS_MAX, BACKOFF_MILLIS_MIN << Math.min(attempt, 10));
    if (retryAfter.matches("[0-9]{1,4}")) {
      millis = Math.min(PATIENCE.toMillis(), Math.max(millis, Long.parseLong(retryAfter) * 1_000));
    }
    Thread.sleep(millis);
  }

  private boolean patienceIsOver() {
    return System.nanoTime() - lastSuccessNanos.get() > PATIENCE.toNanos();
  }

  private void tooLarge(Batch batch) throws InterruptedException {
    if (batch.size() == 1) {
      tally.answered(1);
      tally.refused(
          new Tally.Example(batch.get(0).line(), "too_large", "the event alone is too large"));
      return;
    }
    for (var half : batch.halves()) {
      send(half);
    }
  }

  private void count(Batch batch, String body) {
    tally.answered(batch.size());
    for (var one : read(body).path("rejected")) {
      var index = one.path("index").asInt(-1);
      var line = index >= 0 && index < batch.size() ? batch.get(index).line() : 0;
      tally.refused(
          new Tally.Example(
              line, one.path("code").asText("unknown"), one.path("message").asText("")));
    }
  }

  private static String problem(HttpResponse<String> answer) {
    var body = read(answer.body());
    for (var name : new String[] {"detail", "message", "title", "error"}) {
      if (body.path(name).isTextual()) {
        return body.path(name).asText();
      }
    }
    return answer.body().lines().findFirst().orElse("no reason given");
  }

  private static JsonNode read(String body) {
    try {
      return Json.mapper().readTree(body);
    } catch (JsonProcessingException e) {
      return Json.mapper().createObjectNode();
    }
  }
}
