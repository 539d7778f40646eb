package io.polku.standalone.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polku.standalone.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Serves the demo shop. Thread-safe. */
final class ShopServer implements AutoCloseable {
  private static final String ASSETS = "/assets/";
  private static final String HTML = "text/html; charset=utf-8";
  private static final int STOP_SECONDS = 1;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private volatile @Nullable ShopPages pages;

  private ShopServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Takes the port; pages are served from {@link #open} on.
   *
   * @param port 0 picks a free one
   * @throws Refusal when the port is in use
   */
  static ShopServer bind(String host, int port) {
    try {
      var shop = new ShopServer(HttpServer.create(new InetSocketAddress(host, port), 0));
      shop.server.createContext("/", shop::answer);
      shop.server.setExecutor(shop.executor);
      return shop;
    } catch (IOException e) {
      throw new Refusal(
          "port "
              + port
              + " is in use (choose another one with --shop-port or POLKU_SHOP_PORT;"
              + " 0 picks a free one)",
          e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Opens the shop. */
  void open(ShopPages opened) {
    pages = opened;
    server.start();
  }

  @Override
  public void close() {
    server.stop(STOP_SECONDS);
    executor.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var open = pages;
      switch (path) {
        case ASSETS + "shop.css" ->
            reply(exchange, 200, "text/css; charset=utf-8", ShopPages.resource("shop.css"));
        case ASSETS + "shop.js" ->
            reply(exchange, 200, "text/javascript; charset=utf-8", ShopPages.resource("shop.js"));
        default -> {
          var term = term(exchange.getRequestURI().getRawQuery());
          var page = open == null ? Optional.<String>empty() : open.page(path, term);
          reply(exchange, page.isPresent() ? 200 : 404, HTML, page.orElse("No such page."));
        }
      }
    }
  }

  private static void reply(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String term(@Nullable String query) {
    for (var part : query == null ? new String[0] : query.split("&", -1)) {
      if (part.startsWith("q=")) {
        return URLDecoder.decode(part.substring(2), StandardCharsets.UTF_8);
      }
    }
    return "";
  }
}
