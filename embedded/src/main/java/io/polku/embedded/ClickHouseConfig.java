package io.polku.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The engine's configuration files: everything it could grow without end has a limit here. */
final class ClickHouseConfig {
  private static final long MIB = 1L << 20;

  private final Path dataDir;
  private final long memoryBytesMax;
  private final int processors;
  private final Map<String, String> profile;

  ClickHouseConfig(Path dataDir, long memoryBytesMax, int processors, Map<String, String> profile) {
    this.dataDir = dataDir;
    this.memoryBytesMax = memoryBytesMax;
    this.processors = processors;
    this.profile = profile;
  }

  /** Writes them and returns the main one's path. */
  Path write() throws IOException {
    Path folder = Files.createDirectories(dataDir.resolve("config"));
    Path users = folder.resolve("users.xml");
    Files.writeString(users, users());
    return Files.writeString(folder.resolve("config.xml"), server(users));
  }

  private String server(Path users) {
    Path logs = dataDir.resolve(Child.LOGS);
    long cacheBytes = Math.min(256 * MIB, memoryBytesMax / 8);
    int pool = Math.max(2, processors);
    return """
        <clickhouse>
          <logger>
            <log>%s</log>
            <errorlog>%s</errorlog>
            <size>10M</size>
            <count>2</count>
          </logger>
          <users_config>%s</users_config>
          <timezone>UTC</timezone>
          <max_server_memory_usage>%d</max_server_memory_usage>
          <mark_cache_size>%d</mark_cache_size>
          <primary_index_cache_size>%d</primary_index_cache_size>
          <query_condition_cache_size>%d</query_condition_cache_size>
          <uncompressed_cache_size>0</uncompressed_cache_size>
          <query_cache><max_size_in_bytes>%d</max_size_in_bytes></query_cache>
          <max_connections>512</max_connections>
          <max_concurrent_queries>100</max_concurrent_queries>
          <max_thread_pool_size>1000</max_thread_pool_size>
          <background_pool_size>%d</background_pool_size>
          <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
          <background_schedule_pool_size>8</background_schedule_pool_size>
          <background_common_pool_size>4</background_common_pool_size>
          <background_move_pool_size>1</background_move_pool_size>
          <background_fetches_pool_size>1</background_fetches_pool_size>
          <!-- Few background threads: large merges must not wait for more free ones than there are. -->
          <merge_tree>
            <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
            <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
            <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
          </merge_tree>
        </clickhouse>
        """
        .formatted(
            xml(logs.resolve("clickhouse.log").toString()),
            xml(logs.resolve("clickhouse.err.log").toString()),
            xml(users.toString()),
            memoryBytesMax,
            cacheBytes,
            cacheBytes,
            cacheBytes / 4,
            cacheBytes / 4,
            pool);
  }

  private String users() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("async_insert", "0");
    settings.put("max_memory_usage", Long.toString(memoryBytesMax / 4 * 3));
    settings.put("log_queries", "0");
    // On in the engine's own command line tool, off in a server.
    settings.put("implicit_select", "0");
    settings.put("allow_introspection_functions", "0");
    settings.putAll(profile);
    StringBuilder lines = new StringBuilder();
    settings.forEach(
        (name, value) -> lines.append("<%s>%s</%s>\n".formatted(name, xml(value), name)));
    return """
        <clickhouse>
          <profiles><default>
        %s</default></profiles>
          <users><default>
            <password></password>
            <networks><ip>127.0.0.1</ip><ip>::1</ip></networks>
            <profile>default</profile>
            <quota>default</quota>
          </default></users>
          <quotas><default></default></quotas>
        </clickhouse>
        """
        .formatted(lines);
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
