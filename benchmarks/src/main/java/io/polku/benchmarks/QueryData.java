package io.polku.benchmarks;

import io.polku.contract.ClickHouseSchema;
import io.polku.contract.funnel.Subject;
import io.polku.embedded.ClickHouseProcess;
import io.polku.query.store.Sql;
import io.polku.standalone.Refusal;
import io.polku.standalone.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is asked: events made in ClickHouse itself, their sessions and facts as the streams would
 * have stored them, and copies with other products' columns.
 */
final class QueryData implements AutoCloseable {
  private static final int OK = 200;
  private static final int SLICE_SESSIONS = 400_000;
  private static final int SHARE_VISITORS = 100_000;
  private static final int FACT_DAYS = 3;
  private static final List<String> PEERS = List.of("plausible", "posthog", "umami", "rybbit");

  private final Terminal terminal;
  private final ClickHouseProcess process;
  private final HttpClient http = HttpClient.newHttpClient();

  QueryData(Terminal terminal, ClickHouseProcess process) {
    this.terminal = terminal;
    this.process = process;
  }

  /** Makes all of it and merges it. */
  void fill(int sessions, Instant asOf) {
    var start = System.nanoTime();
    for (var migration : ClickHouseSchema.migrations()) {
      migration.statements().forEach(this::execute);
    }
    for (var sql : text("peer_tables.sql").split(";\\R", -1)) {
      if (!sql.isBlank()) {
        execute(sql);
      }
    }
    for (var first = 0; first < sessions; first += SLICE_SESSIONS) {
      execute(
          text("fill_events.sql"),
          Map.of(
              "first", first,
              "sessions", Math.min(SLICE_SESSIONS, sessions - first),
              "sessions_all", sessions));
    }
    var shares = 1 + sessions / SHARE_VISITORS;
    for (var share = 0; share < shares; share++) {
      execute(text("fill_sessions.sql"), Map.of("shares", shares, "share", share));
    }
    PEERS.forEach(peer -> execute(text("fill_" + peer + ".sql")));
    optimize("events");
    optimize("sessions");
    for (var subject : Subject.values()) {
      facts(subject, asOf);
    }
    optimize("funnel_facts");
    PEERS.forEach(this::optimize);
    terminal.say("filled in %.0f s%n%n%s".formatted((System.nanoTime() - start) / 1e9, sizes()));
  }

  private void optimize(String table) {
    execute("OPTIMIZE TABLE " + table + " FINAL");
  }

  private void facts(Subject subject, Instant asOf) {
    for (var day = 0; day < QueryCase.days(); day += FACT_DAYS) {
      var days = Math.min(FACT_DAYS, QueryCase.days() - day);
      insert(
          Sql.file(
              QueryData.class,
              "query/fill_facts.sql",
              Map.of(
                  "funnel",
                  QueryCase.funnelId(subject),
                  "found",
                  QueryCase.facts(subject, day, days, asOf))));
    }
  }

  /** A statement with bound values that writes, which the API's own connections may not. */
  private void insert(Sql sql) {
    try (var connection = DriverManager.getConnection(process.jdbcUrl());
        var statement = connection.prepareStatement(sql.text())) {
      for (var i = 0; i < sql.values().size(); i++) {
        statement.setObject(i + 1, sql.values().get(i));
      }
      var _ = statement.executeUpdate();
    } catch (SQLException e) {
      throw new Refusal("ClickHouse did not take the facts", e);
    }
  }

  private String sizes() {
    var table = new Table("table, merged", "rows", "MiB");
    execute(
            "SELECT table, sum(rows), sum(bytes_on_disk) / 1048576 FROM system.parts WHERE active"
                + " AND database = 'polku' AND rows > 0 GROUP BY table ORDER BY table")
        .lines()
        .map(line -> line.split("\t", -1))
        .forEach(
            cells ->
                table.row(
                    cells[0],
                    Table.number(Double.parseDouble(cells[1])),
                    Table.number(Double.parseDouble(cells[2]))));
    return table.toString();
  }

  private String execute(String sql) {
    return execute(sql, Map.of());
  }

  private String execute(String sql, Map<String, Object> parameters) {
    var url =
        process.httpUrl()
            + "/?database=polku"
            + parameters.entrySet().stream()
                .map(
                    parameter ->
                        "&param_"
                            + parameter.getKey()
                            + "="
                            + URLEncoder.encode(
                                parameter.getValue().toString(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url))
                  .POST(HttpRequest.BodyPublishers.ofString(sql))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new Refusal(
            "ClickHouse answered " + answer.statusCode() + ": " + answer.body().strip());
      }
      return answer.body();
    } catch (IOException e) {
      throw new Refusal("ClickHouse cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("interrupted", e);
    }
  }

  private static String text(String name) {
    try (var in = QueryData.class.getResourceAsStream("query/" + name)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
