package io.polku.standalone.collect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A collect endpoint that answers what the real one answers only when it is in trouble. */
public final class FakeCollect implements AutoCloseable {
  private final Queue<Integer> answers = new ArrayDeque<>();
  private final Map<String, List<Long>> times = new TreeMap<>();
  private int largestBatch;
  private @Nullable HttpServer server;

  /** Starts on a free port. */
  public void start() throws IOException {
    var started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    started.createContext("/v1/events", this::answer);
    started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    started.start();
    server = started;
  }

  /** Its address. */
  public String url() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next requests are answered with these status codes, and taken by none. */
  public synchronized void answer(int... statusCodes) {
    for (var code : statusCodes) {
      answers.add(code);
    }
  }

  /** Event times in the order in which they came. */
  public synchronized Map<String, List<Long>> timesByVisitor() {
    return times;
  }

  /** Events of the largest request. */
  public synchronized int largestBatch() {
    return largestBatch;
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new GZIPInputStream(exchange.getRequestBody()).readAllBytes();
      if (!"Bearer right".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        reply(exchange, 401, "{\"detail\":\"no such key\"}");
        return;
      }
      int code;
      String text;
      synchronized (this) {
        var probe = Json.mapper().readTree(body).path("events").isEmpty();
        var next = probe && !Integer.valueOf(401).equals(answers.peek()) ? null : answers.poll();
        code = next == null ? 202 : next;
        text = code == 202 ? take(body) : "{}";
      }
      reply(exchange, code, text);
    }
  }

  private String take(byte[] body) throws IOException {
    var events = Json.mapper().readTree(body).path("events");
    largestBatch = Math.max(largestBatch, events.size());
    var answer = Json.mapper().createObjectNode();
    var rejected = answer.putArray("rejected");
    for (var i = 0; i < events.size(); i++) {
      var visitor = events.get(i).path("visitor_id").asText();
      if (visitor.equals("refused")) {
        rejected.addObject().put("index", i).put("code", "invalid_id").put("message", "no");
      } else {
        times
            .computeIfAbsent(visitor, _ -> new ArrayList<>())
            .add(events.get(i).path("time").asLong());
      }
    }
    answer.put("accepted", events.size() - rejected.size());
    return answer.toString();
  }

  private static void reply(HttpExchange exchange, int code, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
