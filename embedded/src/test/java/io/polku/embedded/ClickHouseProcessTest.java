package io.polku.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClickHouseProcessTest {
  @TempDir Path dir;

  @Test
  void insertedRowsSurviveKillAndOrderlyStop() throws Exception {
    int port;
    CompletableFuture<Integer> orderlyStop;
    try (ClickHouseProcess clickHouse = ClickHouseProcess.start(ClickHouseSettings.in(dir))) {
      port = clickHouse.httpPort();
      execute(
          clickHouse,
          "CREATE TABLE t (id UInt64, name String) ENGINE = MergeTree ORDER BY id",
          "INSERT INTO t SELECT number, toString(number) FROM numbers(10000)");
      clickHouse.kill();
      assertThat(clickHouse.isAlive()).isFalse();
    }
    try (ClickHouseProcess clickHouse = ClickHouseProcess.start(ClickHouseSettings.in(dir))) {
      assertThat(clickHouse.port()).as("port of the last start").isEqualTo(port);
      assertThat(query(clickHouse, "SELECT count() FROM t")).isEqualTo("10000");
      execute(clickHouse, "INSERT INTO t VALUES (10000, 'last')");
      orderlyStop = clickHouse.onExit();
    }
    assertThat(orderlyStop.get()).as("exit code").isZero();
    int other = Ports.free();
    try (ClickHouseProcess clickHouse =
        ClickHouseProcess.start(ClickHouseSettings.in(dir).withHttpPort(other))) {
      assertThat(clickHouse.httpUrl()).isEqualTo("http://127.0.0.1:" + other);
      assertThat(query(clickHouse, "SELECT count() FROM t")).isEqualTo("10001");
      assertThat(query(clickHouse, "SELECT name FROM t WHERE id = 10000")).isEqualTo("last");
    }
  }

  @Test
  void isLimitedAndKeepsNoLogTables() throws Exception {
    ClickHouseSettings settings =
        ClickHouseSettings.in(dir)
            .withDatabase("shop")
            .withMemoryBytesMax(600L << 20)
            .withProfile(Map.of("max_rows_to_read", "1000000"));
    try (ClickHouseProcess clickHouse = ClickHouseProcess.start(settings)) {
      assertThat(query(clickHouse, "SELECT currentDatabase()")).isEqualTo("shop");
      assertThat(query(clickHouse, "SELECT timezone()")).isEqualTo("UTC");
      assertThat(query(clickHouse, "SELECT getSetting('async_insert')")).isEqualTo("false");
      assertThat(
              query(
                  clickHouse,
                  "SELECT value FROM system.server_settings"
                      + " WHERE name = 'max_server_memory_usage'"))
          .isEqualTo(Long.toString(600L << 20));
      assertThat(
              query(
                  clickHouse,
                  "SELECT value FROM system.merge_tree_settings WHERE name ="
                      + " 'number_of_free_entries_in_pool_to_lower_max_size_of_merge'"))
          .isEqualTo("1");
      assertThatThrownBy(() -> query(clickHouse, "SELECT count() FROM numbers(2000000)"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("TOO_MANY_ROWS");
      assertThatThrownBy(
              () ->
                  query(
                      clickHouse,
                      "SELECT uniqExact(repeat(toString(number), 1000)) FROM numbers(900000)"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("MEMORY_LIMIT_EXCEEDED");
      assertThat(
              query(
                  clickHouse,
                  "SELECT count() FROM system.tables"
                      + " WHERE database = 'system' AND name LIKE '%\\_log'"))
          .isEqualTo("0");
    }
  }

  @Test
  void answersNobodyWithoutThePasswordAndKeepsOnlyItsHash() throws Exception {
    String password = "a-password-of-the-tests";
    ClickHouseSettings settings = ClickHouseSettings.in(dir).withPassword(password);
    assertThat(settings.toString()).doesNotContain(password);
    try (ClickHouseProcess clickHouse = ClickHouseProcess.start(settings);
        HttpClient http = HttpClient.newHttpClient()) {
      URI query = URI.create(clickHouse.httpUrl() + "/?query=SELECT%201");
      HttpRequest get = HttpRequest.newBuilder(query).build();
      HttpRequest post =
          HttpRequest.newBuilder(URI.create(clickHouse.httpUrl()))
              .POST(BodyPublishers.ofString("CREATE DATABASE of_strangers"))
              .build();
      HttpRequest wrong =
          HttpRequest.newBuilder(query)
              .headers("X-ClickHouse-User", "polku", "X-ClickHouse-Key", "another")
              .build();
      HttpRequest none = HttpRequest.newBuilder(query).header("X-ClickHouse-User", "polku").build();
      HttpRequest starting =
          HttpRequest.newBuilder(query).header("X-ClickHouse-User", "default").build();
      HttpRequest startingByParameter =
          HttpRequest.newBuilder(URI.create(query + "&user=default")).build();
      HttpRequest both =
          HttpRequest.newBuilder(URI.create(query + "&user=default"))
              .header("X-ClickHouse-User", "polku")
              .build();
      HttpRequest startingBasic =
          HttpRequest.newBuilder(query)
              .header(
                  "Authorization",
                  "Basic "
                      + Base64.getEncoder()
                          .encodeToString("default:".getBytes(StandardCharsets.UTF_8)))
              .build();
      HttpRequest right =
          HttpRequest.newBuilder(query)
              .headers("X-ClickHouse-User", "polku", "X-ClickHouse-Key", password)
              .build();
      for (HttpRequest stranger :
          List.of(get, post, wrong, none, starting, startingByParameter, both, startingBasic)) {
        HttpResponse<String> answer = http.send(stranger, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s", answer.body()).isIn(401, 403);
        assertThat(answer.body()).doesNotContain(password);
      }
      assertThat(http.send(right, BodyHandlers.ofString()).body()).isEqualTo("1\n");
      try (Connection connection =
              DriverManager.getConnection(clickHouse.jdbcUrl(), clickHouse.user(), password);
          Statement statement = connection.createStatement()) {
        try (ResultSet databases = statement.executeQuery("EXISTS DATABASE of_strangers")) {
          assertThat(databases.next()).isTrue();
          assertThat(databases.getInt(1)).isZero();
        }
      }
      assertThat(Files.readString(Path.of("/proc", Long.toString(clickHouse.pid()), "cmdline")))
          .doesNotContain(password);
    }
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as("%s", file)
            .doesNotContain(password);
      }
    }
  }

  @Test
  void terminalSignalsDoNotEndItAndTerminationIsOrderly() throws Exception {
    try (ClickHouseProcess clickHouse = ClickHouseProcess.start(ClickHouseSettings.in(dir))) {
      signal("-INT", clickHouse);
      signal("-HUP", clickHouse);
      assertThat(query(clickHouse, "SELECT 1")).isEqualTo("1");
      signal("-TERM", clickHouse);
      assertThat(clickHouse.onExit().get(30, TimeUnit.SECONDS)).isIn(0, 143);
    }
  }

  @Test
  void takenPortIsOneClearLine() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Ports.address(0));
      int port = taken.getLocalPort();
      assertThatThrownBy(
              () -> ClickHouseProcess.start(ClickHouseSettings.in(dir).withHttpPort(port)))
          .isInstanceOf(EmbeddedException.class)
          .hasMessage("ClickHouse: port " + port + " on 127.0.0.1 is in use");
    }
  }

  @Test
  void takenDirectoryIsOneClearLine() {
    try (ClickHouseProcess clickHouse = ClickHouseProcess.start(ClickHouseSettings.in(dir))) {
      assertThatThrownBy(() -> ClickHouseProcess.start(ClickHouseSettings.in(dir)))
          .isInstanceOf(EmbeddedException.class)
          .hasMessage(
              "ClickHouse: data directory " + dir + " is in use by process " + clickHouse.pid());
      assertThat(clickHouse.isAlive()).isTrue();
    }
  }

  @Test
  void failedStartShowsWhatTheEngineSaid() {
    ClickHouseSettings wrong =
        ClickHouseSettings.in(dir).withProfile(Map.of("no_such_setting", "1"));
    assertThatThrownBy(() -> ClickHouseProcess.start(wrong))
        .isInstanceOf(EmbeddedException.class)
        .hasMessageStartingWith("ClickHouse: ended with exit code 1 while starting")
        .hasMessageContaining("no_such_setting");
  }

  private static void signal(String name, EmbeddedProcess process) throws Exception {
    Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static void execute(ClickHouseProcess clickHouse, String... statements)
      throws SQLException {
    try (Connection connection = connect(clickHouse);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String query(ClickHouseProcess clickHouse, String sql) throws SQLException {
    try (Connection connection = connect(clickHouse);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static Connection connect(ClickHouseProcess clickHouse) throws SQLException {
    return DriverManager.getConnection(clickHouse.jdbcUrl(), "default", "");
  }
}
