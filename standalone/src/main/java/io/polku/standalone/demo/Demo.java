package io.polku.standalone.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.json.Json;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.collect.CollectClient;
import io.polku.standalone.collect.EventSender;
import io.polku.standalone.collect.Tally;
import io.polku.standalone.stack.Stack;
import io.polku.standalone.terminal.Terminal;
import io.polku.standalone.terminal.Waiting;
import io.polku.testkit.simulator.Shop;
import io.polku.testkit.simulator.VisitEvents;
import io.polku.testkit.simulator.VisitorSimulator;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * A small shop with the tracker on it, two weeks of its past, and shoppers who keep coming. The
 * same seed makes the same shoppers.
 */
public final class Demo implements AutoCloseable {
  /** The shop's site. */
  public static final String SITE = "shop";

  private static final int DAYS = 14;
  private static final int VISITS_PER_DAY = 300;
  private static final long SEED = 20_261_121;

  private final Terminal terminal;
  private final ShopServer server;
  private final Clock clock;
  private final Shop shop;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /**
   * A demo whose shop has its port already.
   *
   * @param host address to bind
   * @param port of the shop; 0 picks a free one
   * @throws io.polku.standalone.Refusal when the port is in use
   */
  public Demo(Terminal terminal, String host, int port, Clock clock) {
    this.terminal = terminal;
    this.server = ShopServer.bind(host, port);
    this.clock = clock;
    this.shop = Shop.demo("http://127.0.0.1:" + server.port());
    open.push(server);
  }

  /** The shop's address. */
  public String url() {
    return shop.origin() + Shop.HOME;
  }

  /**
   * Makes the site, its funnels and intended links, opens the shop, plays the past, lets shoppers
   * in.
   */
  public void begin(Stack stack, Waiting waiting) throws InterruptedException {
    var zone = ZoneId.systemDefault();
    var addresses = stack.addresses();
    String key;
    try (var api = new ApiClient(addresses.apiUrl(), stack.token().text())) {
      key = makeSite(api, zone);
    }
    server.open(new ShopPages(shop, SITE, addresses.ingestUrl()));
    var events = new VisitEvents(SITE);
    var tally = new Tally();
    var client = keep(new CollectClient(addresses.ingestUrl(), SITE, key, tally));
    client.checkKey();
    waiting.during(
        "sending two weeks of shoppers",
        () -> {
          past(client, events, zone);
          return true;
        });
    terminal.say(
        String.format(
            Locale.ROOT,
            "polku: two weeks of shoppers sent, %,d events",
            tally.counts().accepted()));
    var sender = keep(new EventSender(client));
    var live = new VisitorSimulator(shop, SEED + 1);
    var _ =
        keep(
            LiveShoppers.start(
                live, events, sender, clock, problem -> terminal.warn("polku: " + problem)));
  }

  @Override
  public void close() {
    for (var next = open.poll(); next != null; next = open.poll()) {
      try {
        next.close();
      } catch (Exception e) {
        terminal.warn("polku: " + e.getMessage());
      }
    }
  }

  private <T extends AutoCloseable> T keep(T opened) {
    open.push(opened);
    return opened;
  }

  private String makeSite(ApiClient api, ZoneId zone) throws InterruptedException {
    var site = Json.mapper().createObjectNode();
    site.put("time_zone", zone.getId());
    site.putArray("origins").add(shop.origin()).add("http://localhost:" + server.port());
    var key = api.makeSite(SITE, site);
    define(api, "funnels");
    define(api, "links");
    return key;
  }

  /** What the resource of that name holds, by id. */
  private static void define(ApiClient api, String kind) throws InterruptedException {
    try {
      for (var one : Json.mapper().readTree(ShopPages.resource(kind + ".json")).properties()) {
        var _ = api.put("/api/v1/sites/" + SITE + "/" + kind + "/" + one.getKey(), one.getValue());
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void past(CollectClient client, VisitEvents events, ZoneId zone)
      throws InterruptedException {
    var today = LocalDate.ofInstant(clock.instant(), zone);
    var now = clock.millis();
    try (var sender = new EventSender(client)) {
      var visits =
          new VisitorSimulator(shop, SEED)
              .history(today.minusDays(DAYS), DAYS + 1, VISITS_PER_DAY, zone)
              .filter(visit -> visit.endMillis() < now)
              .iterator();
      while (visits.hasNext()) {
        var visit = visits.next();
        for (var json : events.eventsJson(visit)) {
          sender.send(LiveShoppers.outgoing(visit, json));
        }
      }
      sender.finish();
    }
  }
}
