package io.polku.query.store;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.polku.query.store.StoreException.Kind;
import io.polku.service.logging.Traces;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Read-only queries with limits. Each query has a limit of time, memory and rows, and only so many
 * run at once: another waits a moment, then is refused. Thread-safe; made for virtual threads,
 * which it blocks.
 */
public final class ClickHouse implements AutoCloseable {
  private static final String PREFIX = "clickhouse_setting_";
  private static final int MIB_SHIFT = 20;

  /** TOO_MANY_ROWS, TOO_MANY_BYTES, TIMEOUT_EXCEEDED, TOO_SLOW, MEMORY_LIMIT_EXCEEDED and such. */
  private static final Set<Integer> EXPENSIVE_CODES = Set.of(158, 159, 160, 241, 307, 396);

  /** UNKNOWN_TABLE and UNKNOWN_DATABASE: the sink makes them when it starts. */
  private static final Set<Integer> NOT_MADE_YET_CODES = Set.of(60, 81);

  private final String url;
  private final Properties properties;
  private final Limits limits;
  private final Semaphore running;
  private final BlockingQueue<Connection> idle = new LinkedBlockingQueue<>();
  private final LongAdder queries = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final Map<Kind, LongAdder> failures = new EnumMap<>(Kind.class);
  private volatile boolean closed;

  /**
   * Where ClickHouse is.
   *
   * @param url HTTP address, without a slash at its end
   * @param user who
   * @param password "" for none
   * @param database the database with the tables
   */
  public record Address(String url, String user, String password, String database) {
    @Override
    public String toString() {
      return url + "/" + database;
    }
  }

  /**
   * What one query may take.
   *
   * @param time longest run
   * @param memoryMib most memory of one query
   * @param rowsRead most rows it may read
   * @param rowsAnswered most rows it may answer
   * @param concurrent queries at once
   * @param turnWait how long another waits for its turn
   */
  public record Limits(
      Duration time,
      int memoryMib,
      long rowsRead,
      long rowsAnswered,
      int concurrent,
      Duration turnWait) {
    /** For a machine of a few cores. */
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(30), 2_048, 2_000_000_000L, 100_000, 8, Duration.ofSeconds(2));
  }

  /** Reads one row. */
  @FunctionalInterface
  public interface RowReader<T> {
    /** What the row says. */
    T read(Row row) throws SQLException;
  }

  /** Connects at the first query. */
  public ClickHouse(Address address, Limits limits) {
    this.url = "jdbc:clickhouse:" + address.url() + "/" + address.database();
    this.limits = limits;
    for (var kind : Kind.values()) {
      failures.put(kind, new LongAdder());
    }
    this.running = new Semaphore(limits.concurrent(), true);
    this.properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("password", address.password());
    setting("max_execution_time", limits.time().toSeconds());
    setting("max_memory_usage", (long) limits.memoryMib() << MIB_SHIFT);
    setting("max_rows_to_read", limits.rowsRead());
    setting("max_result_rows", limits.rowsAnswered());
    // A long list of conditions is many characters; a body is at most 64 kB.
    setting("max_query_size", 4L << MIB_SHIFT);
    // Queries only, whatever the user may do otherwise.
    setting("readonly", 2);
    // The key decides the partition, so versions of a row never lie in two of them.
    setting("do_not_merge_across_partitions_select_final", 1);
    // In 26.7 a filter made from one side of a join is put before the arrays of funnel chains are
    // whole, and cuts some of them: "Arrays passed to arrayMap must have equal size".
    setting("enable_join_runtime_filters", 0);
  }

  /**
   * All rows of a query.
   *
   * @throws StoreException when there is no answer
   */
  public <T> List<T> query(Sql sql, RowReader<T> reader) {
    try {
      acquire();
      try {
        return timed(sql, reader);
      } finally {
        running.release();
      }
    } catch (StoreException e) {
      Objects.requireNonNull(failures.get(e.kind())).increment();
      throw e;
    }
  }

  private <T> List<T> timed(Sql sql, RowReader<T> reader) {
    var startNanos = System.nanoTime();
    try {
      return run(sql, reader);
    } finally {
      nanos.add(System.nanoTime() - startNanos);
      queries.increment();
    }
  }

  /**
   * The only row of a query.
   *
   * @throws StoreException when there is no answer
   */
  public <T> T queryOne(Sql sql, RowReader<T> reader) {
    return query(sql, reader).getFirst();
  }

  /** Lets a registry show what is asked here. */
  public void show(MeterRegistry registry) {
    FunctionTimer.builder(
            "polku.query.store",
            this,
            store -> store.queries.sum(),
            store -> store.nanos.sum(),
            TimeUnit.NANOSECONDS)
        .description("Queries to ClickHouse, those that failed included")
        .register(registry);
    Gauge.builder(
            "polku.query.store.running",
            running,
            turns -> limits.concurrent() - turns.availablePermits())
        .description("Queries that run now")
        .register(registry);
    failures.forEach(
        (kind, count) ->
            FunctionCounter.builder("polku.query.store.failures", count, LongAdder::sum)
                .description("Queries without an answer, and why")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(registry));
  }

  /** "" when it answers and has the tables, else what is wrong. */
  public String ping() {
    try {
      query(Sql.of("SELECT _offset FROM data_versions LIMIT 1"), row -> row.number(1));
      return "";
    } catch (StoreException e) {
      return e.kind() == Kind.BUSY ? "" : String.valueOf(e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    for (var connection = idle.poll(); connection != null; connection = idle.poll()) {
      discard(connection);
    }
  }

  private void setting(String name, long value) {
    properties.setProperty(PREFIX + name, Long.toString(value));
  }

  private void acquire() {
    try {
      if (!running.tryAcquire(limits.turnWait().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException(
            Kind.BUSY, "queries running: " + limits.concurrent() + " (expected: fewer)");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Kind.BUSY, "interrupted while waiting for a turn", e);
    }
  }

  private <T> List<T> run(Sql sql, RowReader<T> reader) {
    Connection connection = null;
    try {
      connection = connection();
      var rows = run(connection, sql, reader);
      giveBack(connection);
      return rows;
    } catch (SQLException e) {
      if (connection != null) {
        discard(connection);
      }
      throw failure(e);
    }
  }

  private <T> List<T> run(Connection connection, Sql sql, RowReader<T> reader) throws SQLException {
    try (var statement = connection.prepareStatement(sql.text())) {
      bind(connection, statement, sql.values());
      try (var results = statement.executeQuery()) {
        var rows = new ArrayList<T>();
        var row = new Row(results);
        while (results.next()) {
          rows.add(reader.read(row));
        }
        return rows;
      }
    }
  }

  private static void bind(Connection connection, PreparedStatement statement, List<Object> values)
      throws SQLException {
    for (var i = 0; i < values.size(); i++) {
      switch (values.get(i)) {
        case String text -> statement.setString(i + 1, text);
        case Integer number -> statement.setLong(i + 1, number);
        case Long number -> statement.setLong(i + 1, number);
        case Double number -> statement.setDouble(i + 1, number);
        case List<?> list -> {
          var type = list.getFirst() instanceof String ? "String" : "Int64";
          statement.setArray(i + 1, connection.createArrayOf(type, list.toArray()));
        }
        default ->
            throw new IllegalArgumentException(
                "value of " + values.get(i).getClass() + " (expected: text, number or list)");
      }
    }
  }

  private Connection connection() throws SQLException {
    var connection = idle.poll();
    return connection == null ? DriverManager.getConnection(url, properties) : connection;
  }

  private void giveBack(Connection connection) {
    if (closed || !idle.offer(connection)) {
      discard(connection);
    }
  }

  private static void discard(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // It is thrown away; the query's own failure is what the caller hears of.
      return;
    }
  }

  private static StoreException failure(SQLException e) {
    var code = e.getErrorCode();
    // The driver gives a timeout a type instead of its code.
    if (e instanceof SQLTimeoutException || EXPENSIVE_CODES.contains(code)) {
      return new StoreException(
          Kind.TOO_EXPENSIVE, "query: more than it may take (expected: a shorter range)", e);
    }
    if (NOT_MADE_YET_CODES.contains(code)) {
      return new StoreException(Kind.AWAY, "tables: not made yet (expected: by the sink)", e);
    }
    if (code > 0) {
      return new StoreException(
          Kind.BROKEN, "query refused: " + Traces.unquoted(e.getMessage()), e);
    }
    return new StoreException(Kind.AWAY, "ClickHouse: " + e.getMessage(), e);
  }
}
