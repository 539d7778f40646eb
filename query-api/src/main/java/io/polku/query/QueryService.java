package io.polku.query;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polku.contract.definition.Definition.Alert;
import io.polku.contract.definition.Definition.Digest;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Segment;
import io.polku.query.alert.Alerts;
import io.polku.query.definition.Funnels;
import io.polku.query.definition.SavedDefinitions;
import io.polku.query.definition.Sites;
import io.polku.query.definition.Tokens;
import io.polku.query.detour.DetourReports;
import io.polku.query.digest.Digests;
import io.polku.query.digest.WeeklyFindings;
import io.polku.query.dropoff.DropoffReports;
import io.polku.query.erasure.ErasureReports;
import io.polku.query.erasure.Erasures;
import io.polku.query.explain.ExplanationReports;
import io.polku.query.export.VisitorExport;
import io.polku.query.finding.FindingReports;
import io.polku.query.form.FormReports;
import io.polku.query.friction.FrictionReports;
import io.polku.query.funnel.FactsReadiness;
import io.polku.query.funnel.FunnelLosses;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.funnel.FunnelTimings;
import io.polku.query.funnel.FunnelValues;
import io.polku.query.funnel.Reached;
import io.polku.query.http.AcquisitionOperations;
import io.polku.query.http.AlertOperations;
import io.polku.query.http.AuditOperations;
import io.polku.query.http.Callers;
import io.polku.query.http.DetourOperations;
import io.polku.query.http.DigestOperations;
import io.polku.query.http.ErasureOperations;
import io.polku.query.http.ExplanationOperations;
import io.polku.query.http.FigureOperations;
import io.polku.query.http.Filters;
import io.polku.query.http.FindingOperations;
import io.polku.query.http.FormOperations;
import io.polku.query.http.FunnelOperations;
import io.polku.query.http.FunnelQuestions;
import io.polku.query.http.HttpApi;
import io.polku.query.http.LinkOperations;
import io.polku.query.http.LiveOperations;
import io.polku.query.http.OverlayOperations;
import io.polku.query.http.OverlayTokens;
import io.polku.query.http.PathOperations;
import io.polku.query.http.PeopleOperations;
import io.polku.query.http.Route;
import io.polku.query.http.Scope;
import io.polku.query.http.SegmentOperations;
import io.polku.query.http.SiteOperations;
import io.polku.query.http.StreamRoute;
import io.polku.query.http.TokenOperations;
import io.polku.query.link.ClickReports;
import io.polku.query.link.LinkReports;
import io.polku.query.link.PageLinks;
import io.polku.query.live.LiveFeeds;
import io.polku.query.live.LiveReports;
import io.polku.query.overview.ChannelReports;
import io.polku.query.overview.OverviewReports;
import io.polku.query.overview.ProductReports;
import io.polku.query.overview.SearchTermReports;
import io.polku.query.path.PathReports;
import io.polku.query.progress.Progress;
import io.polku.query.quality.LossReports;
import io.polku.query.quality.QualityReports;
import io.polku.query.quality.RejectedReports;
import io.polku.query.seen.SeenReports;
import io.polku.query.seen.Suggestions;
import io.polku.query.session.SessionReports;
import io.polku.query.session.StoredSessions;
import io.polku.query.session.TimelineReports;
import io.polku.query.session.VisitorReports;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.StoreWatch;
import io.polku.query.subject.SubjectReports;
import io.polku.query.webhook.Webhooks;
import io.polku.service.catalog.AuditLog;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import io.polku.service.catalog.TopicRetention;
import io.polku.service.management.Health;
import io.polku.service.management.ManagementServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running query API. It needs neither Kafka nor ClickHouse to start, and says so in health. */
public final class QueryService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueryService.class);
  private static final Duration FIRST_LOOK_MAX = Duration.ofSeconds(10);
  private static final long START_SECONDS_MAX = 10;
  private static final int IDLE_SECONDS_MAX = 90;

  private final Health health;
  private final HttpServer server;
  private final ManagementServer management;
  private final Deque<AutoCloseable> parts;
  private final List<String> operations;

  private QueryService(
      Health health,
      HttpServer server,
      ManagementServer management,
      Deque<AutoCloseable> parts,
      List<String> operations) {
    this.health = health;
    this.server = server;
    this.management = management;
    this.parts = parts;
    this.operations = List.copyOf(operations);
  }

  /**
   * Starts it; returns once it listens.
   *
   * @throws IllegalStateException when a port cannot be had; the message names it
   */
  public static QueryService start(QuerySettings settings) {
    var parts = new ArrayDeque<AutoCloseable>();
    try {
      return start(settings, parts);
    } catch (RuntimeException e) {
      closeAll(parts);
      throw e;
    }
  }

  private static QueryService start(QuerySettings settings, Deque<AutoCloseable> parts) {
    var clock = Clock.systemUTC();
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var clickHouse = opened(parts, new ClickHouse(settings.clickHouse(), settings.limits()));
    var watch = opened(parts, StoreWatch.start(clickHouse, registry));
    var catalog = opened(parts, Catalog.follow(settings.kafka()));
    var writer = opened(parts, new DefinitionWriter(settings.kafka(), catalog));
    var progress =
        opened(
            parts,
            Progress.follow(
                settings.kafka(), settings.streamsGroup(), settings.sinkGroup(), clock));
    awaitFirstLook(progress);
    clickHouse.show(registry);
    progress.show(registry);
    var health =
        Health.of(
            new Health.Check("kafka", progress::problem),
            new Health.Check("clickhouse", watch::problem),
            new Health.Check("definitions", () -> catalog.ready() ? "" : "not read yet"),
            new Health.Check(
                "erasures", () -> "", () -> catalog.erased().problem(settings.visitorHash())));
    var facts = new FactsReadiness(clickHouse, progress::partitionCount);
    var sites = new Sites(catalog, writer, clock);
    var tokens = new Tokens(catalog, writer, clock);
    var erasures =
        new Erasures(
            catalog,
            writer,
            clickHouse,
            new Erasures.Kept(
                () -> TopicRetention.longest(settings.kafka(), settings.streamsGroup()),
                settings.backupKeep()),
            settings.visitorHash(),
            clock);
    var funnels = new Funnels(catalog, writer, clock);
    var states = new DataState.Reader(clickHouse);
    var scope = new Scope(sites, states, progress, clock);
    var segments =
        new SavedDefinitions<>(catalog, writer, clock, Segment.class, Segment::keyPrefix);
    var links = new SavedDefinitions<>(catalog, writer, clock, Link.class, Link::keyPrefix);
    var filters = new Filters(segments);
    var clicks = new ClickReports(clickHouse);
    var overlays = new OverlayTokens(settings.adminToken(), clock);
    var questions = new FunnelQuestions(scope, funnels, filters);
    var reached = new Reached(facts);
    var reports = new FunnelReports(clickHouse, reached);
    var values = new FunnelValues(clickHouse, reached, reports);
    var sessions = new StoredSessions(clickHouse);
    var feeds =
        opened(
            parts,
            new LiveFeeds(
                new LiveReports(clickHouse, facts), states, funnels::all, progress::asOf, clock));
    var findings =
        new FindingReports(
            values,
            new FrictionReports(clickHouse, reached),
            new DetourReports(clickHouse, reached, values),
            new ExplanationReports(clickHouse, reports, reached),
            new LinkReports(clickHouse));
    var savedDigests =
        new SavedDefinitions<>(catalog, writer, clock, Digest.class, Digest::keyPrefix);
    var webhooks = opened(parts, new Webhooks(settings.webhookPrivate()));
    var digests =
        opened(
            parts,
            Digests.start(
                catalog,
                writer,
                webhooks,
                new WeeklyFindings(funnels, links, findings, states, progress::asOf),
                clock));
    var savedAlerts =
        new SavedDefinitions<>(
            catalog, writer, clock, Alert.class, Alert::keyPrefix, AlertOperations.COUNT_MAX);
    var losses = new LossReports(clickHouse, settings.lossGrace());
    var alerts =
        opened(
            parts,
            Alerts.start(
                catalog,
                writer,
                webhooks,
                funnels,
                links,
                reports,
                new LinkReports(clickHouse),
                losses,
                states,
                progress::asOf,
                settings.publicUrl(),
                clock));
    var routes =
        Stream.of(
                new SiteOperations(scope, sites).routes(),
                new TokenOperations(scope, tokens).routes(),
                new AuditOperations(scope, new AuditLog(settings.kafka())).routes(),
                new ErasureOperations(scope, erasures, new ErasureReports(clickHouse)).routes(),
                // Before those of a funnel, which would take "suggestion" for its id.
                new AcquisitionOperations(
                        scope,
                        filters,
                        new ChannelReports(clickHouse),
                        new SearchTermReports(clickHouse),
                        new ProductReports(clickHouse),
                        new SeenReports(clickHouse),
                        new Suggestions(clickHouse))
                    .routes(),
                new FunnelOperations(
                        scope,
                        questions,
                        funnels,
                        reports,
                        new FunnelTimings(clickHouse, reached, reports),
                        values,
                        new FunnelLosses(clickHouse, settings.lossGrace()),
                        facts)
                    .routes(),
                new SegmentOperations(scope, filters, segments).routes(),
                new LinkOperations(
                        scope,
                        filters,
                        links,
                        new LinkReports(clickHouse),
                        clicks,
                        new PageLinks(clickHouse))
                    .routes(),
                new OverlayOperations(scope, overlays, clicks).routes(),
                new FindingOperations(scope, funnels, links, findings).routes(),
                new DigestOperations(scope, savedDigests, digests).routes(),
                new AlertOperations(scope, savedAlerts, funnels, links, alerts).routes(),
                new DetourOperations(
                        scope,
                        questions,
                        new DetourReports(clickHouse, reached, values),
                        new FrictionReports(clickHouse, reached))
                    .routes(),
                new FormOperations(scope, filters, new FormReports(clickHouse)).routes(),
                new ExplanationOperations(
                        scope, questions, new ExplanationReports(clickHouse, reports, reached))
                    .routes(),
                new FigureOperations(
                        scope,
                        filters,
                        new OverviewReports(clickHouse),
                        new QualityReports(
                            clickHouse, progress.tail(), losses, catalog.erased()::visitors),
                        new RejectedReports(clickHouse))
                    .routes(),
                new PathOperations(scope, questions, filters, new PathReports(clickHouse, reached))
                    .routes(),
                new PeopleOperations(
                        scope,
                        questions,
                        funnels,
                        filters,
                        new SubjectReports(clickHouse, reached, sessions),
                        new DropoffReports(clickHouse),
                        new SessionReports(clickHouse, sessions),
                        new TimelineReports(clickHouse, sessions),
                        new VisitorReports(clickHouse, sessions),
                        new VisitorExport(clickHouse))
                    .routes())
            .flatMap(List::stream)
            .toList();
    health.show(registry, "query");
    feeds.show(registry);
    var management =
        ManagementServer.start(settings.host(), settings.managementPort(), registry, health);
    parts.push(management);
    var executor = Executors.newVirtualThreadPerTaskExecutor();
    parts.push(() -> stop(executor));
    var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    parts.push(() -> stop(vertx));
    var api =
        new HttpApi(
            vertx,
            executor,
            registry,
            health,
            new Callers(settings.adminToken(), tokens, overlays),
            scope);
    var streams = new LiveOperations(scope, feeds).streams();
    var server = listen(vertx, settings, api.router(routes, streams));
    return new QueryService(health, server, management, parts, operations(routes, streams));
  }

  private static List<String> operations(List<Route> routes, List<StreamRoute> streams) {
    return Stream.concat(
            routes.stream().map(route -> route.method() + " " + route.path()),
            streams.stream().map(stream -> "GET " + stream.path()))
        .sorted()
        .toList();
  }

  /** The port of API and dashboards. */
  public int port() {
    return server.actualPort();
  }

  /** The port of health and metrics. */
  public int managementPort() {
    return management.port();
  }

  /** All that is answered below {@code /api/v1}: {@code METHOD /path/:name}, in order. */
  List<String> operations() {
    return operations;
  }

  /** Whether it is ready, and if not, why. */
  public Health health() {
    return health;
  }

  @Override
  public void close() {
    health.stopping();
    closeAll(parts);
  }

  private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> parts, T part) {
    parts.push(part);
    return part;
  }

  private static void awaitFirstLook(Progress progress) {
    try {
      progress.awaitFirstLook(FIRST_LOOK_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  private static HttpServer listen(Vertx vertx, QuerySettings settings, Router router) {
    var options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(settings.port())
            .setCompressionSupported(true)
            .setIdleTimeout(IDLE_SECONDS_MAX)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    try {
      return vertx
          .createHttpServer(options)
          .requestHandler(router)
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "API port "
              + settings.host()
              + ":"
              + settings.port()
              + ": "
              + e.getMessage()
              + " (expected: free)",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  private static void stop(Vertx vertx) {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
  }

  private static void stop(ExecutorService executor) throws InterruptedException {
    executor.shutdown();
    if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
      executor.shutdownNow();
    }
  }

  private static void closeAll(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      close(parts.pop());
    }
  }

  @SuppressWarnings("IllegalCatch")
  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // The others must be closed too.
      LOG.warn("{} did not close", part, e);
    }
  }
}
