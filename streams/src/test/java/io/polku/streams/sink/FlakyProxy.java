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
import java.util.concurrent.CountDownLatch;
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
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger forwarded = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean away;
  private volatile boolean holding;
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

  /** Keeps the next inserts on their way, as a network or a stopped process may. */
  void holdInserts() {
    holding = true;
  }

  /** Lets all inserts go that were held, and does not hold any more. */
  void release() {
    holding = false;
    released.countDown();
  }

  /** How many inserts were held. */
  int held() {
    return held.get();
  }

  /** How many requests were answered, whether or not anybody was still there to hear it. */
  int forwarded() {
    return forwarded.get();
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

  private static boolean isInsert(URI uri) {
    return uri.toString().contains("insert_deduplicate=");
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
      if (holding && isInsert(uri)) {
        held.incrementAndGet();
        released.await();
      }
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
      forwarded.incrementAndGet();
      if (isInsert(uri) && answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
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
