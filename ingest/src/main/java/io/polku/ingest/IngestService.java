package io.polku.ingest;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polku.ingest.collect.IngestServer;
import io.polku.ingest.publish.Publisher;
import io.polku.service.catalog.Catalog;
import io.polku.service.management.Health;
import io.polku.service.management.Health.Check;
import io.polku.service.management.ManagementServer;
import org.apache.kafka.common.KafkaException;

/**
 * The intake as a whole. A crash loses nothing that was answered with 202: the broker has it, or
 * the spool on disk. What was on its way then was not answered, and its sender repeats it.
 */
public final class IngestService implements AutoCloseable {
  private final IngestServer server;
  private final ManagementServer management;
  private final Publisher publisher;
  private final Catalog catalog;
  private final Health health;

  private IngestService(
      IngestServer server,
      ManagementServer management,
      Publisher publisher,
      Catalog catalog,
      Health health) {
    this.server = server;
    this.management = management;
    this.publisher = publisher;
    this.catalog = catalog;
    this.health = health;
  }

  /**
   * Starts the intake. Returns once it listens; it is ready, and says so under {@code /health},
   * once Kafka is there and the sites are read. Until then it answers 503.
   *
   * @throws IllegalStateException when a port cannot be had, or Kafka's address is none
   */
  public static IngestService start(IngestSettings settings) {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    var catalog = Catalog.follow(settings.kafka());
    var publisher = connected(settings, catalog);
    publisher.show(registry);
    var health =
        Health.of(
            new Check("kafka", publisher::problem, publisher::note),
            new Check("spool", () -> "", publisher::spoolNote),
            new Check("sites", () -> catalog.ready() ? "" : "the sites are not read yet"),
            new Check(
                "erasures",
                () -> "",
                () -> catalog.erased().problem(settings.server().visitorHash())));
    health.show(registry, "ingest");
    ManagementServer management = null;
    try {
      management =
          ManagementServer.start(
              settings.server().host(), settings.managementPort(), registry, health);
      var server = IngestServer.start(settings.server(), catalog, publisher, health, registry);
      return new IngestService(server, management, publisher, catalog, health);
    } catch (IllegalStateException e) {
      if (management != null) {
        management.close();
      }
      publisher.close();
      catalog.close();
      throw e;
    }
  }

  private static Publisher connected(IngestSettings settings, Catalog catalog) {
    try {
      return Publisher.connect(
          settings.kafka(),
          settings.ackTimeout(),
          settings.spool(),
          new ErasedRecords(catalog, settings.server().visitorHash()));
    } catch (IllegalStateException e) {
      catalog.close();
      throw e;
    } catch (KafkaException e) {
      catalog.close();
      var cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "Kafka " + settings.kafka() + ": " + cause.getMessage() + " (expected: host:port, …)", e);
    }
  }

  /** The port that senders talk to. */
  public int port() {
    return server.port();
  }

  /** The port of {@code /metrics}. */
  public int managementPort() {
    return management.port();
  }

  /** Whether it would take events now, and why not. */
  public Health health() {
    return health;
  }

  /** Says that it stops, answers what has been asked, lets the broker have what is on its way. */
  @Override
  public void close() {
    health.stopping();
    server.close();
    publisher.close();
    catalog.close();
    management.close();
  }
}
