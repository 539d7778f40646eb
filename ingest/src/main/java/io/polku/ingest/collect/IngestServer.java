package io.polku.ingest.collect;

import io.micrometer.core.instrument.MeterRegistry;
import io.polku.contract.erasure.VisitorHash;
import io.polku.ingest.enrich.Bots;
import io.polku.ingest.enrich.Countries;
import io.polku.ingest.enrich.DailyVisitors;
import io.polku.ingest.enrich.Enricher;
import io.polku.ingest.enrich.QueryAllowList;
import io.polku.ingest.enrich.UserAgents;
import io.polku.ingest.publish.Publisher;
import io.polku.service.catalog.Catalog;
import io.polku.service.management.Health;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The intake's HTTP server: one event loop a core, all on one port. */
public final class IngestServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IngestServer.class);
  private static final Duration START_MAX = Duration.ofSeconds(10);
  private static final Duration DRAIN_MAX = Duration.ofSeconds(5);
  private static final int CLIENT_SLOTS = 1 << 16;
  private static final int SITE_SLOTS = 1 << 12;
  private static final int BURST_SECONDS = 10;

  /** Page views of one visitor that a person may make, ten seconds' worth at once. */
  private static final int PAGE_VIEWS_PER_SECOND = 3;

  private static final int VISITOR_SLOTS = 1 << 18;
  private static final int IDLE_SECONDS = 60;
  private static final int HEADER_BYTES_MAX = 16 << 10;
  private static final int BACKLOG = 1024;
  private static final long SWEEP_MILLIS = 1_000;

  /** Bodies that wait for a thread that works for the loops. */
  private static final int WAITING_MAX = 4_096;

  /** Vert.x: instances that ask for the same negative port share one that is free. */
  private static final int ANY_PORT = -1;

  private final Vertx vertx;
  private final ThreadPoolExecutor worker = worker();
  private final AtomicInteger connections = new AtomicInteger();
  private final Queue<HttpServer> servers = new ConcurrentLinkedQueue<>();

  /**
   * What the server needs to know.
   *
   * @param host address to bind
   * @param port 0 picks a free one
   * @param bodyTimeout how long a body may take to come in; then it is answered with 408
   * @param inFlightBytesMax bodies held at once, in bytes; more is answered with 503
   * @param clientRequestsPerSecond for one address without server key; 0 for no limit
   * @param clientEventsPerSecond for one address without server key; 0 for no limit
   * @param siteEventsPerSecond for one site without server key; 0 for no limit
   * @param strangersLetters dead letters a second of one site for bodies refused as a whole
   * @param connectionsMax open at once; more are closed
   * @param proxies who is believed about the address of a client
   * @param queryParameters kept in addresses of browsers beside the usual ones, in lower case
   * @param cookielessSecret see {@link DailyVisitors}
   * @param visitorHash recognises erased visitors; null where there is no secret
   * @param scriptName the tracker is served as {@code /NAME.js}
   * @param writeKeys name of the site by write key, for keys that are not its name
   * @param countries looks up addresses and time zones
   * @param dataCentres addresses that are no person's
   * @param queryUrl the query API, for clicks drawn over pages; null for none
   */
  public record Settings(
      String host,
      int port,
      Duration bodyTimeout,
      long inFlightBytesMax,
      int clientRequestsPerSecond,
      int clientEventsPerSecond,
      int siteEventsPerSecond,
      int strangersLetters,
      int connectionsMax,
      TrustedProxies proxies,
      Set<String> queryParameters,
      String scriptName,
      String cookielessSecret,
      @Nullable VisitorHash visitorHash,
      Map<String, String> writeKeys,
      Countries countries,
      AddressRanges dataCentres,
      @Nullable URI queryUrl) {}

  private IngestServer(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Starts listening.
   *
   * @throws IllegalStateException when the port cannot be had; the message names it
   */
  public static IngestServer start(
      Settings settings,
      Catalog catalog,
      Publisher publisher,
      Health health,
      MeterRegistry registry) {
    var loops = Runtime.getRuntime().availableProcessors();
    var vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
    if (!vertx.isNativeTransportEnabled()) {
      LOG.info("no native transport on this machine; Java's own is used");
    }
    var server = new IngestServer(vertx);
    var shared = shared(settings, catalog, publisher, server.worker, registry);
    var assets = Routes.Assets.read(settings.scriptName());
    var links = new DeclaredLinks(catalog);
    var protocols = protocols(settings, catalog, shared.metrics());
    var deployed =
        vertx.deployVerticle(
            () -> server.loop(settings, shared, protocols, assets, links, catalog, health),
            new DeploymentOptions().setInstances(loops));
    try {
      deployed
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
      return server;
    } catch (ExecutionException | TimeoutException e) {
      server.close();
      throw new IllegalStateException(
          "ingest port "
              + settings.host()
              + ":"
              + settings.port()
              + ": "
              + e.getMessage()
              + " (expected: free)",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.close();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return servers.element().actualPort();
  }

  /** Takes no new connections, answers what has been asked, for at most 5 s, and stops. */
  @Override
  public void close() {
    var draining = servers.stream().map(server -> server.shutdown(DRAIN_MAX)).toList();
    await(Future.join(draining), DRAIN_MAX.plusSeconds(1));
    await(vertx.close(), START_MAX);
    worker.shutdownNow();
  }

  private static ThreadPoolExecutor worker() {
    var threads = Runtime.getRuntime().availableProcessors();
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(WAITING_MAX),
        Thread.ofPlatform().daemon().name("polku-ingest-work-", 0).factory());
  }

  private static void await(Future<?> future, Duration atMost) {
    try {
      future
          .toCompletionStage()
          .toCompletableFuture()
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the HTTP server did not stop in order: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Collector.Shared shared(
      Settings settings,
      Catalog catalog,
      Publisher publisher,
      Executor worker,
      MeterRegistry registry) {
    var seed = new SecureRandom().nextLong();
    var originNanos = System.nanoTime();
    var clients =
        new RateLimit(CLIENT_SLOTS, settings.clientRequestsPerSecond(), BURST_SECONDS, seed);
    var clientEvents =
        new RateLimit(CLIENT_SLOTS, settings.clientEventsPerSecond(), BURST_SECONDS, seed);
    var sites = new RateLimit(SITE_SLOTS, settings.siteEventsPerSecond(), BURST_SECONDS, seed);
    var inFlight = new InFlight(settings.inFlightBytesMax());
    var metrics = new IngestMetrics(registry, inFlight.bytes());
    var pageViews = new RateLimit(VISITOR_SLOTS, PAGE_VIEWS_PER_SECOND, BURST_SECONDS, seed);
    var agents = new UserAgents(System::nanoTime);
    var enricher =
        new Enricher(
            new QueryAllowList(settings.queryParameters()),
            agents,
            settings.countries(),
            new Bots(
                settings.dataCentres()::holds,
                visitor -> pageViews.take(visitor.hashCode(), 1, System.nanoTime() - originNanos)));
    var intake =
        new Intake(
            catalog::site,
            new EventRules(
                enricher, new DailyVisitors(settings.cookielessSecret()), metrics::shortened),
            (site, from, events) -> {
              var nanos = System.nanoTime() - originNanos;
              var wait = from.known() ? clientEvents.take(from.number(), events, nanos) : 0;
              return wait > 0 ? wait : sites.take(site.hashCode(), events, nanos);
            },
            visitor -> catalog.erased().holds(visitor, settings.visitorHash()));
    return new Collector.Shared(
        intake,
        publisher,
        inFlight,
        clients,
        settings.proxies(),
        new Letters(
            settings.strangersLetters(), seed, metrics, () -> System.nanoTime() - originNanos),
        agents::knows,
        worker,
        metrics,
        settings.bodyTimeout(),
        catalog::ready,
        System::currentTimeMillis,
        () -> System.nanoTime() - originNanos);
  }

  private static Routes.Protocols protocols(
      Settings settings, Catalog catalog, IngestMetrics metrics) {
    var keys = new WriteKeys(settings.writeKeys());
    return new Routes.Protocols(
        new NativeProtocol(),
        new SegmentProtocol(keys, new SegmentEvents(metrics::shortened)),
        new SnowplowProtocol(keys, new SnowplowEvents(metrics::shortened)),
        keys,
        site -> catalog.site(site).isPresent());
  }

  private Deployable loop(
      Settings settings,
      Collector.Shared shared,
      Routes.Protocols protocols,
      Routes.Assets assets,
      DeclaredLinks links,
      Catalog catalog,
      Health health) {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        var collector = new Collector(shared, context);
        var open =
            new Connections(
                connections,
                settings.connectionsMax(),
                shared.metrics().connectionsRefused(),
                shared.nanos());
        vertx.setPeriodic(
            SWEEP_MILLIS,
            _ -> {
              collector.endSlowBodies();
              open.closeSilent();
            });
        var overlays = new OverlayRelay(vertx, settings.queryUrl(), catalog::site);
        var routes = new Routes(collector, protocols, assets, links, overlays, health);
        return vertx
            .createHttpServer(options())
            .connectionHandler(open::opened)
            .requestHandler(
                request -> {
                  open.asked(request);
                  routes.handle(request);
                })
            .listen(settings.port() == 0 ? ANY_PORT : settings.port(), settings.host())
            .onSuccess(servers::add);
      }
    };
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions()
        .setIdleTimeout(IDLE_SECONDS)
        .setAcceptBacklog(BACKLOG)
        .setTcpFastOpen(false)
        .setMaxHeaderSize(HEADER_BYTES_MAX)
        .setMaxInitialLineLength(HEADER_BYTES_MAX)
        .setHttp2ClearTextEnabled(false)
        .setStrictThreadMode(true);
  }
}
