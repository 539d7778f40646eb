package io.polku.streams.sink;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands between the sink and a real ClickHouse, and fails as a network does. */
final class FlakyProxy implements AutoCloseable {
  private static final Set<String> NOT_FORWARDED =
      Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding");

  private static final Logger LOG = LoggerFactory.getLogger(FlakyProxy.class);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String target;
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile boolean away;
  private final AtomicInteger answersToLose = new AtomicInteger();

  private FlakyProxy(HttpServer server, String target) {
    this.server = server;
    this.target = target;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static FlakyProxy before(String target) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new FlakyProxy(HttpServer.create(address, 0), target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Whether every request is turned away. */
  void away(boolean now) {
    away = now;
  }

  /** Lets so many inserts happen without an answer. */
  void loseAnswersOfInserts(int count) {
    answersToLose.set(count);
  }

  int refused() {
    return refused.get();
  }

  int lost() {
    return lost.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      if (away) {
        refused.incrementAndGet();
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      var uri = exchange.getRequestURI();
      var request = HttpRequest.newBuilder(URI.create(target + uri));
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) -> {
                if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                  values.forEach(value -> request.header(name, value));
                }
              });
      var response =
          client.send(
              request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      var isInsert = uri.toString().contains("deduplication_token");
      if (isInsert && answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        lost.incrementAndGet();
        return;
      }
      response
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                  values.forEach(value -> exchange.getResponseHeaders().add(name, value));
                }
              });
      var length = response.body().length;
      exchange.sendResponseHeaders(response.statusCode(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("proxy", e);
      throw e;
    }
  }
}
