package io.polku.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * CPU time used so far, in seconds, by process and by some threads of this one.
 *
 * @param byName what each used
 */
record CpuSeconds(Map<String, Double> byName) {
  static final String SENDER = "sender";
  static final String SERVICES = "services JVM";
  static final String STREAMS = "  of it: stream threads";
  static final String SINK = "  of it: sink";
  static final String INTAKE = "  of it: HTTP event loops";
  static final String KAFKA = "Kafka";
  static final String CLICK_HOUSE = "ClickHouse";

  private static final double NANOS = 1e9;

  CpuSeconds {
    byName = Map.copyOf(byName);
  }

  /** Of these processes (the system counts in hundredths of a second), and of our threads. */
  static CpuSeconds of(Map<String, Long> pids) {
    var seconds = new HashMap<String, Double>();
    pids.forEach(
        (name, pid) ->
            seconds.put(
                name,
                ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toNanos()
                    / NANOS));
    var threads = ManagementFactory.getThreadMXBean();
    for (var id : threads.getAllThreadIds()) {
      var thread = threads.getThreadInfo(id);
      if (thread != null) {
        var group = group(thread.getThreadName());
        if (!group.isEmpty()) {
          seconds.merge(group, Math.max(0, threads.getThreadCpuTime(id)) / NANOS, Double::sum);
        }
      }
    }
    return new CpuSeconds(seconds);
  }

  /** What was used since an earlier moment. */
  double since(CpuSeconds earlier, String name) {
    return byName.getOrDefault(name, 0.0) - earlier.byName().getOrDefault(name, 0.0);
  }

  private static String group(String thread) {
    if (thread.contains("StreamThread")) {
      return STREAMS;
    }
    if (thread.contains("sink")) {
      return SINK;
    }
    return thread.contains("eventloop") ? INTAKE : "";
  }
}
