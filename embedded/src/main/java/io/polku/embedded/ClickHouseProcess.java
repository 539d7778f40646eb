package io.polku.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The ClickHouse engine with its HTTP interface. Who asks is {@link #user()}, with the password
 * that the settings say; only this machine can reach it.
 *
 * <p>It keeps no system log tables, and its server log is limited. Make tables in {@link
 * #database()}, not in {@code default}, which in this build of the engine is a special one.
 */
public final class ClickHouseProcess extends ChildProcess {
  private final String database;
  private final String user;

  private ClickHouseProcess(Child child, String database, String user) {
    super(child);
    this.database = database;
    this.user = user;
  }

  /**
   * Starts the engine and returns once {@code /ping} answers.
   *
   * @throws EmbeddedException if the port or the directory is in use, the engine is not installed,
   *     or it did not start in time
   */
  public static ClickHouseProcess start(ClickHouseSettings settings) {
    Path library = EngineLibrary.locate();
    List<String> command =
        new ArrayList<>(
            List.of(
                Child.javaExecutable(),
                "-Xms8m",
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=16m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Xshare:auto"));
    command.addAll(Child.QUIET_FLAGS);
    command.addAll(
        List.of(
            "-cp",
            Child.codeSource(ClickHouseProcess.class),
            ClickHouseEngineMain.class.getName(),
            settings.dataDir().toString(),
            Long.toString(ProcessHandle.current().pid()),
            Integer.toString(settings.httpPort()),
            library.toString(),
            settings.database(),
            Long.toString(settings.memoryBytesMax())));
    settings.profile().forEach((name, value) -> command.add(name + "=" + value));
    Child child =
        Child.start(
            "ClickHouse",
            settings.dataDir(),
            command,
            Map.of(ClickHouseConfig.PASSWORD_SHA256, ClickHouseConfig.hash(settings.password())),
            "clickhouse.err.log",
            settings.startTimeout(),
            settings.stopTimeout());
    return new ClickHouseProcess(
        child,
        settings.database(),
        settings.password().isEmpty() ? ClickHouseConfig.DEFAULT_USER : ClickHouseConfig.USER);
  }

  /** Port of the HTTP interface. */
  public int httpPort() {
    return port();
  }

  /** Address of the HTTP interface, without a slash at its end. */
  public String httpUrl() {
    return "http://" + Ports.HOST + ":" + httpPort();
  }

  /** What {@code clickhouse-jdbc} takes; names {@link #database()}. */
  public String jdbcUrl() {
    return "jdbc:clickhouse://" + Ports.HOST + ":" + httpPort() + "/" + database;
  }

  /** Who is let in: {@code polku} with the password, or {@code default} where there is none. */
  public String user() {
    return user;
  }

  /** The database that the start made. */
  public String database() {
    return database;
  }
}
