package io.polku.benchmarks;

import io.polku.standalone.Refusal;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.stack.Addresses;
import io.polku.standalone.stack.DataDir;
import io.polku.standalone.stack.Stack;
import io.polku.standalone.stack.StackOptions;
import io.polku.standalone.stack.StackPorts;
import io.polku.standalone.terminal.Terminal;
import io.polku.standalone.terminal.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * The embedded stack on a temporary directory and free ports, and a sender in a process of its own.
 * All of it ends with {@link #close} or with this process.
 */
final class BenchStack implements AutoCloseable {
  private static final int OK = 200;

  private final Stack stack;
  private final ApiClient api;
  private final Sender sender;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Thread hook;

  private BenchStack(Stack stack, ApiClient api, Sender sender, Thread hook) {
    this.stack = stack;
    this.api = api;
    this.sender = sender;
    this.hook = hook;
  }

  /** A stack that is ready. */
  static BenchStack start(Terminal terminal) throws InterruptedException {
    var stack =
        Stack.in(
            DataDir.open(null),
            new StackOptions(StackOptions.LOOPBACK, StackPorts.FREE, null, Map.of()),
            new Waiting(terminal));
    var hook = new Thread(stack::close, "polku-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    stack.start();
    return new BenchStack(
        stack,
        new ApiClient(stack.addresses().apiUrl(), stack.token().text()),
        Sender.start(stack.addresses().ingestUrl()),
        hook);
  }

  Addresses addresses() {
    return stack.addresses();
  }

  ApiClient api() {
    return api;
  }

  /** What opens the API. */
  String token() {
    return stack.token().text();
  }

  Sender sender() {
    return sender;
  }

  /** The processes to account for, by name. */
  CpuSeconds cpuNow() {
    var children = stack.children();
    return CpuSeconds.of(
        Map.of(
            CpuSeconds.SENDER, sender.pid(),
            CpuSeconds.SERVICES, ProcessHandle.current().pid(),
            CpuSeconds.KAFKA, children.get(0),
            CpuSeconds.CLICK_HOUSE, children.get(1)));
  }

  /** The first row of what a statement of ClickHouse answers, split at tabs. */
  String[] clickHouse(String sql) throws InterruptedException {
    var url =
        addresses().clickHouseUrl() + "/?query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8);
    var password = DataDir.keptPassword(stack.dataDir().path());
    var answer =
        send(
            HttpRequest.newBuilder(URI.create(url))
                .header("X-ClickHouse-User", "polku")
                .header("X-ClickHouse-Key", Objects.requireNonNullElse(password, "")));
    if (answer.statusCode() != OK) {
      throw new Refusal("ClickHouse answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body().strip().split("\t", -1);
  }

  /** Answer of a route of the query API, whole with its headers; without an ETag, if "". */
  HttpResponse<String> get(String path, String etag) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(addresses().apiUrl() + path))
            .header("Authorization", "Bearer " + stack.token().text());
    return send(etag.isEmpty() ? request : request.header("If-None-Match", etag));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws InterruptedException {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new Refusal("the stack cannot be reached", e);
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // The process is ending, and the hook sees to the rest.
    }
    sender.close();
    http.close();
    api.close();
    stack.close();
  }
}
