package io.polku.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * The child's side of {@link Child}: holds the data directory's lock, settles the port, announces,
 * and stops the service when its starter closes it, dies, or the process is terminated.
 */
final class ChildLife {
  /** What the child runs. */
  interface Service {
    /**
     * Serves until {@link #stop} is called.
     *
     * @param port the port to serve on
     * @param ready to be told the port once it answers
     */
    void serve(int port, IntConsumer ready) throws Exception;

    /** Asks {@link #serve} to end in order. Called at most once, and only when it was ready. */
    void stop() throws Exception;
  }

  private static final String PORT_FILE = "port";

  /** An orderly stop that takes longer has failed; whoever waits for the directory may have it. */
  private static final long STOP_SECONDS_MAX = 30;

  private final Service service;
  private final PrintStream announcements;
  private final AtomicBoolean ready = new AtomicBoolean();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch served = new CountDownLatch(1);

  private ChildLife(Service service, PrintStream announcements) {
    this.service = service;
    this.announcements = announcements;
  }

  /** Runs the service for the process that {@code starterPid} names; does not return. */
  static void run(Path dataDir, long starterPid, int wantedPort, Service service) {
    PrintStream announcements = System.out;
    System.setOut(System.err);
    Signals.ignoreTerminal();
    ChildLife life = new ChildLife(service, announcements);
    life.watchStarter(System.in);
    Runtime.getRuntime().addShutdownHook(new Thread(life::stopAndAwait, "polku-stop"));
    Runtime.getRuntime().halt(life.serve(dataDir, starterPid, wantedPort));
  }

  private int serve(Path dataDir, long starterPid, int wantedPort) {
    try (DataDirLock held = DataDirLock.take(dataDir, starterPid)) {
      service.serve(choosePort(held.dataDir(), wantedPort), this::announceReady);
      if (!stopping.get()) {
        throw new IllegalStateException("ended by itself");
      }
      return 0;
    } catch (EmbeddedException e) {
      announcements.println(Child.FAILED + e.getMessage());
      return 1;
    } catch (Exception e) {
      e.printStackTrace();
      return 1;
    } finally {
      served.countDown();
    }
  }

  private void announceReady(int port) {
    ready.set(true);
    announcements.println(Child.READY + port);
    announcements.flush();
  }

  private void watchStarter(InputStream in) {
    Thread.ofPlatform()
        .daemon()
        .name("polku-starter-watch")
        .start(
            () -> {
              try {
                while (in.read() >= 0) {
                  // Nothing is ever written; only the end matters.
                }
              } catch (IOException e) {
                // As good as its end.
              }
              if (!stopAndAwait()) {
                Runtime.getRuntime().halt(1);
              }
            });
  }

  /** Whether the service ended in order; before it was ready there is nothing to end. */
  private boolean stopAndAwait() {
    if (!ready.get()) {
      return false;
    }
    try {
      if (stopping.compareAndSet(false, true)) {
        service.stop();
      }
      return served.await(STOP_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception e) {
      e.printStackTrace();
      return false;
    }
  }

  /** The port wanted or, for 0, the last one used here if it is free, else any that is. */
  private static int choosePort(Path dataDir, int wanted) throws IOException {
    Path file = dataDir.resolve(PORT_FILE);
    int port = wanted;
    if (wanted == 0) {
      int last = Files.exists(file) ? parsePort(Files.readString(file)) : 0;
      port = last > 0 && Ports.isFree(last) ? last : Ports.free();
    } else if (!Ports.isFree(wanted)) {
      throw new EmbeddedException("port " + wanted + " on " + Ports.HOST + " is in use");
    }
    Files.writeString(file, port + "\n");
    return port;
  }

  private static int parsePort(String text) {
    try {
      int port = Integer.parseInt(text.strip());
      return port <= 65_535 ? port : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
