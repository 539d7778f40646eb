package io.polku.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What is the same for every server in a child JVM. */
abstract sealed class ChildProcess implements EmbeddedProcess
    permits KafkaProcess, ClickHouseProcess {
  private final Child child;

  ChildProcess(Child child) {
    this.child = child;
  }

  @Override
  public final int port() {
    return child.port();
  }

  @Override
  public final long pid() {
    return child.pid();
  }

  @Override
  public final Path dataDir() {
    return child.dataDir();
  }

  @Override
  public final Duration startTime() {
    return child.startTime();
  }

  @Override
  public final boolean isAlive() {
    return child.isAlive();
  }

  @Override
  public final CompletableFuture<Integer> onExit() {
    return child.onExit();
  }

  @Override
  public final void kill() {
    child.kill();
  }

  @Override
  public final void close() {
    child.close();
  }
}
