package io.polku.standalone.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Health and metrics of all services of one process under one port: ready when each is, metrics of
 * each behind the other. Thread-safe.
 */
public final class CombinedManagement implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String TYPE = "# TYPE ";
  private static final String HELP = "# HELP ";

  private final Set<String> services;
  private final Map<String, Integer> ports = new ConcurrentHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  private CombinedManagement(Set<String> services, HttpServer server) {
    this.services = Set.copyOf(services);
    this.server = server;
  }

  /**
   * Starts listening. It is ready when every service is, so not before all were added.
   *
   * @param port 0 picks a free one
   * @param services their names
   */
  public static CombinedManagement start(String host, int port, Set<String> services) {
    try {
      var server = HttpServer.create(new InetSocketAddress(host, port), 0);
      var combined = new CombinedManagement(services, server);
      server.createContext("/", combined::answer);
      server.setExecutor(combined.executor);
      server.start();
      return combined;
    } catch (IOException e) {
      throw new Refusal("management port " + port + ": " + e.getMessage(), e);
    }
  }

  /** A service that was started, with its management port on loopback. */
  void add(String service, int port) {
    ports.put(service, port);
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** {@code {"ready":true,"services":{"ingest":{"ready":true,"checks":{…}}}}}. */
  public ObjectNode health() {
    var all = Json.mapper().createObjectNode();
    all.put("ready", true);
    var each = all.putObject("services");
    for (var service : new TreeSet<>(services)) {
      var port = ports.get(service);
      var health = port == null ? notReady("is not started yet") : health(port);
      each.set(service, health);
      if (!health.path("ready").asBoolean()) {
        all.put("ready", false);
      }
    }
    return all;
  }

  /** Whether every service is. */
  public boolean ready() {
    return health().path("ready").asBoolean();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
    http.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/health" -> {
          var health = health();
          reply(
              exchange,
              health.path("ready").asBoolean() ? 200 : 503,
              "application/json",
              health.toString());
        }
        case "/metrics" ->
            reply(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics());
        default -> reply(exchange, 404, "text/plain", "");
      }
    }
  }

  private static void reply(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private ObjectNode health(int port) {
    try {
      var body = get(port, "/health");
      if (Json.mapper().readTree(body) instanceof ObjectNode health) {
        return health;
      }
    } catch (JsonProcessingException e) {
      return notReady("answers with something else than JSON");
    } catch (IOException e) {
      return notReady("does not answer: " + e.getMessage());
    }
    return notReady("answers with something else than an object");
  }

  private static ObjectNode notReady(String problem) {
    var health = Json.mapper().createObjectNode();
    health.put("ready", false);
    health.putObject("checks").put("service", problem);
    return health;
  }

  /**
   * A family of metrics may be told only once, so what several services have is put together; a
   * series that two of them tell, such as one of the process, is the first one's.
   */
  private String metrics() {
    var families = new LinkedHashMap<String, Family>();
    var silent = new StringBuilder();
    new TreeMap<>(ports)
        .forEach(
            (name, port) -> {
              try {
                add(families, get(port, "/metrics"));
              } catch (IOException e) {
                silent.append("# ").append(name).append(" does not answer\n");
              }
            });
    families.values().forEach(family -> family.write(silent));
    return silent.toString();
  }

  private static void add(Map<String, Family> families, String metrics) {
    Family family = null;
    for (var line : metrics.lines().toList()) {
      if (line.startsWith(HELP) || line.startsWith(TYPE)) {
        var name = line.split(" ", 4)[2];
        family = families.computeIfAbsent(name, _ -> new Family());
        family.head().putIfAbsent(line.substring(0, TYPE.length()), line);
      } else if (family != null && !line.isBlank()) {
        family.series().putIfAbsent(line.substring(0, line.lastIndexOf(' ')), line);
      }
    }
  }

  /**
   * What is told of one name.
   *
   * @param head its comments, one of each kind
   * @param series lines by all but their value
   */
  private record Family(Map<String, String> head, Map<String, String> series) {
    Family() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    void write(StringBuilder text) {
      head.values().forEach(line -> text.append(line).append('\n'));
      series.values().forEach(line -> text.append(line).append('\n'));
    }
  }

  @SuppressWarnings("NullAway") // HttpResponse<String> is not annotated.
  private String get(int port, String path) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + StackOptions.LOOPBACK + ":" + port + path))
            .timeout(TIMEOUT)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
