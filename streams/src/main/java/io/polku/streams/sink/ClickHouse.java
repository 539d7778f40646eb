package io.polku.streams.sink;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.command.CommandSettings;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What the sink asks of ClickHouse. Every call waits for the answer. A failure that may pass is a
 * {@link PassingFailure}, and then an insert may or may not have happened; every other one is an
 * {@link IllegalStateException}.
 */
public final class ClickHouse implements AutoCloseable {
  private static final long ANSWER_SECONDS_MAX = 120;
  private static final long CONNECT_SECONDS_MAX = 5;
  private static final int SERVER_ERROR = 500;
  private static final String INSERT_SECONDS_MAX = "60";
  private static final String MONTHS_MAX = "10000";
  private static final String ROWS_BEYOND_ANY_BLOCK = "10000000";
  private static final String BYTES_BEYOND_ANY_BLOCK = "4000000000";

  /**
   * Error codes of a server that is busy, full, stopping or cut off: TIMEOUT_EXCEEDED,
   * TOO_MANY_SIMULTANEOUS_QUERIES, SOCKET_TIMEOUT, NETWORK_ERROR, ABORTED, MEMORY_LIMIT_EXCEEDED,
   * TABLE_IS_READ_ONLY, NOT_ENOUGH_SPACE, TOO_MANY_PARTS, UNKNOWN_STATUS_OF_INSERT, UNFINISHED (a
   * deletion, of which a part could not be written), QUERY_WAS_CANCELLED, CANNOT_SCHEDULE_TASK,
   * VIOLATED_CONSTRAINT (an insert that came too late), QUERY_WAS_CANCELLED_BY_CLIENT,
   * KEEPER_EXCEPTION.
   */
  private static final Set<Integer> PASSING =
      Set.of(159, 202, 209, 210, 236, 241, 242, 243, 252, 319, 341, 394, 439, 469, 735, 999);

  private final Client client;

  /** Connects at the first call. The database need not be there. */
  public ClickHouse(SinkSettings settings) {
    client =
        new Client.Builder()
            .addEndpoint(settings.clickHouseUrl())
            .setUsername(settings.clickHouseUser())
            .setPassword(settings.clickHousePassword())
            .setDefaultDatabase(settings.clickHouseDatabase())
            .setConnectTimeout(CONNECT_SECONDS_MAX, ChronoUnit.SECONDS)
            .setSocketTimeout(ANSWER_SECONDS_MAX, ChronoUnit.SECONDS)
            // Whether to try again is for the caller, who first looks what is there.
            .retryOnFailures(ClientFaultCause.None)
            .setMaxRetries(0)
            .compressServerResponse(false)
            .build();
  }

  /** Runs a statement in that database. */
  public void execute(String sql, Map<String, Object> parameters, String database)
      throws PassingFailure {
    var settings = new CommandSettings();
    settings.setDatabase(database);
    finish(() -> client.execute(sql, parameters, settings), sql);
  }

  /** The rows that a query of ours finds. */
  List<GenericRecord> query(String name, Map<String, Object> parameters) throws PassingFailure {
    var sql = sql(name);
    try {
      return client.queryAll(sql, parameters, new QuerySettings());
    } catch (RuntimeException e) {
      throw failure(e, sql);
    }
  }

  /**
   * Reads rows one by one, each from a JSON object with the names of the columns.
   *
   * @param sql a query without a format
   * @param type a record of the columns
   */
  @SuppressWarnings("try") // close() declares anything, an interrupt too, which is handled below.
  public <T> void rows(
      String sql, Map<String, Object> parameters, Class<T> type, Consumer<? super T> each)
      throws PassingFailure {
    var settings =
        new QuerySettings()
            .setFormat(ClickHouseFormat.JSONEachRow)
            .serverSetting("output_format_json_quote_64bit_integers", "0")
            .serverSetting("max_execution_time", Long.toString(ANSWER_SECONDS_MAX));
    try (var answer =
            client.query(sql, parameters, settings).get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        var rows = Json.mapper().readerFor(type).<T>readValues(answer.getInputStream())) {
      while (rows.hasNextValue()) {
        each.accept(rows.nextValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PassingFailure("interrupted", e);
    } catch (TimeoutException | IOException e) {
      throw new PassingFailure("no whole answer", e);
    } catch (Exception e) {
      // The client throws what went wrong, or what it is wrapped in, and close() declares anything.
      throw failure(e, sql);
    }
  }

  /** What the server's clock says. */
  Instant now() throws PassingFailure {
    var rows = query("server-time.sql", Map.of());
    return Instant.ofEpochSecond(rows.getFirst().getLong("second"));
  }

  /** Offsets of the span that a counted table has rows of. */
  Set<Long> stored(SinkTable table, Span span) throws PassingFailure {
    var found =
        query(
            "stored-records.sql",
            Map.of(
                "table",
                table.word(),
                "partition",
                span.partition().partition(),
                "from",
                span.from(),
                "to",
                span.to()));
    var offsets = new HashSet<Long>();
    for (var row : found) {
      offsets.add(row.getLong("_offset"));
    }
    return offsets;
  }

  /**
   * Inserts a block as a whole, or at least as a whole in each month that it touches.
   *
   * <p>A counted table takes a token once, for as long as it remembers it, and refuses what comes
   * after {@code until}. Rows of the others replace each other, so that they may come again.
   *
   * @param until by the server's clock
   */
  void insert(SinkTable table, NativeBlock block, String token, Instant until)
      throws PassingFailure {
    var settings =
        new InsertSettings()
            .serverSetting("async_insert", "0")
            .serverSetting("insert_deduplicate", table.counted() ? "1" : "0")
            .serverSetting("max_execution_time", INSERT_SECONDS_MAX)
            .serverSetting("max_partitions_per_insert_block", MONTHS_MAX)
            .serverSetting("max_insert_block_size", ROWS_BEYOND_ANY_BLOCK)
            .serverSetting("min_insert_block_size_rows", ROWS_BEYOND_ANY_BLOCK)
            .serverSetting("min_insert_block_size_bytes", BYTES_BEYOND_ANY_BLOCK);
    if (table.counted()) {
      settings.setDeduplicationToken(token);
      block.everyRow("_until", until);
    }
    var columns = new ArrayList<String>();
    block.columnNames().forEach(columns::add);
    finish(
        () ->
            client.insert(table.word(), columns, block::writeTo, ClickHouseFormat.Native, settings),
        "insert into " + table.word());
  }

  @Override
  public void close() {
    client.close();
  }

  /** The text of a query of ours. */
  static String sql(String name) {
    try (var in = ClickHouse.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Call {
    Future<? extends AutoCloseable> start();
  }

  /** Waits for the answer and gives its connection back. */
  private static void finish(Call call, String what) throws PassingFailure {
    try {
      call.start().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS).close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PassingFailure("interrupted", e);
    } catch (TimeoutException e) {
      throw new PassingFailure("no answer in " + ANSWER_SECONDS_MAX + " s", e);
    } catch (Exception e) {
      // The client throws what went wrong, or what it is wrapped in, and close() declares anything.
      throw failure(e, what);
    }
  }

  private static PassingFailure failure(Throwable cause, String what) {
    var root = cause;
    for (Throwable next = cause; next != null; next = next.getCause()) {
      if (next instanceof ServerException server && !isPassing(server)) {
        throw new IllegalStateException("ClickHouse refused: " + what, cause);
      }
      root = next;
    }
    return new PassingFailure("ClickHouse: " + root, cause);
  }

  private static boolean isPassing(ServerException server) {
    return server.isRetryable()
        || PASSING.contains(server.getCode())
        || (server.getCode() == ServerException.CODE_UNKNOWN
            && server.getTransportProtocolCode() >= SERVER_ERROR);
  }
}
