package io.polku.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The ClickHouse engine with its HTTP interface. The user is {@code default} without a password;
 * only this machine can reach it.
 *
 * <p>It keeps no system log tables, and its server log is limited. Make tables in {@link
 * #database()}, not in {@code default}, which in this build of the engine is a special one.
 */
public final class ClickHouseProcess extends ChildProcess {
  private final String database;

  private ClickHouseProcess(Child child, String database) {
    super(child);
    this.database = database;
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
            "clickhouse.err.log",
            settings.startTimeout(),
            settings.stopTimeout());
    return new ClickHouseProcess(child, settings.database());
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

  /** The database that the start made. */
  public String database() {
    return database;
  }
}
