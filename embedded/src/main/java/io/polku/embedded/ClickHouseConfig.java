package io.polku.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The engine's configuration files: everything it could grow without end has a limit here. */
final class ClickHouseConfig {
  /** Environment variable of the engine's process: SHA-256 of the password, or "" for none. */
  static final String PASSWORD_SHA256 = "POLKU_ENGINE_PASSWORD_SHA256";

  /** Who is let in with the password. Its length matters to {@link #HANDLERS}. */
  static final String USER = "polku";

  /** Who is let in where there is no password, and as whom the engine runs its first statements. */
  static final String DEFAULT_USER = "default";

  /**
   * The engine runs its first statements as a user {@code default} who must have no password. With
   * a password for the others, he may do no more than these, and {@link #HANDLERS} keep him out.
   */
  private static final String FOR_THE_START =
      """
      <grants>
        <query>GRANT CREATE DATABASE ON *.*</query>
        <query>GRANT TABLE ENGINE ON *</query>
        <query>GRANT SYSTEM LISTEN ON *.*</query>
        <query>GRANT READ ON FILE</query>
        <query>GRANT CREATE TEMPORARY TABLE ON *.*</query>
      </grants>
      """;

  /**
   * Only requests that name {@link #USER} reach queries, by ClickHouse's headers or by a basic
   * authorization: {@code cG9sa3U6} is "polku:" in Base64, of which six bytes make eight letters
   * whatever follows. The engine refuses requests that name somebody in two ways.
   */
  private static final String HANDLERS =
      """
      <http_handlers>
        <rule>
          <url>/ping</url>
          <handler><type>ping</type></handler>
        </rule>
        <rule>
          <headers><X-ClickHouse-User>polku</X-ClickHouse-User></headers>
          <handler><type>dynamic_query_handler</type><query_param_name>query</query_param_name></handler>
        </rule>
        <rule>
          <headers><Authorization>regex:Basic cG9sa3U6.*</Authorization></headers>
          <handler><type>dynamic_query_handler</type><query_param_name>query</query_param_name></handler>
        </rule>
        <rule>
          <url>regex:.*</url>
          <handler>
            <type>static</type>
            <status>403</status>
            <content_type>text/plain; charset=UTF-8</content_type>
            <response_content>Name the user polku and its password in headers. (AUTHENTICATION_FAILED)</response_content>
          </handler>
        </rule>
      </http_handlers>
      """;

  private static final long MIB = 1L << 20;

  private final Path dataDir;
  private final long memoryBytesMax;
  private final int processors;
  private final Map<String, String> profile;
  private final String passwordSha256;

  ClickHouseConfig(
      Path dataDir,
      long memoryBytesMax,
      int processors,
      Map<String, String> profile,
      String passwordSha256) {
    this.dataDir = dataDir;
    this.memoryBytesMax = memoryBytesMax;
    this.processors = processors;
    this.profile = profile;
    this.passwordSha256 = passwordSha256;
  }

  /** Writes them and returns the main one's path. */
  Path write() throws IOException {
    Path folder = Files.createDirectories(dataDir.resolve("config"));
    Path users = folder.resolve("users.xml");
    Files.writeString(users, users());
    return Files.writeString(folder.resolve("config.xml"), server(users));
  }

  /** What is kept of a password; "" for "". */
  static String hash(String password) {
    if (password.isEmpty()) {
      return "";
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(password.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
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
          %s
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
            passwordSha256.isEmpty() ? "" : HANDLERS,
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
          <users>%s</users>
          <quotas><default></default></quotas>
        </clickhouse>
        """
        .formatted(
            lines,
            passwordSha256.isEmpty()
                ? user(DEFAULT_USER, "<password></password>")
                : user(DEFAULT_USER, "<password></password>" + FOR_THE_START)
                    + user(
                        USER,
                        "<password_sha256_hex>" + xml(passwordSha256) + "</password_sha256_hex>"));
  }

  private static String user(String name, String more) {
    return """

            <%1$s>
              %2$s
              <networks><ip>127.0.0.1</ip><ip>::1</ip></networks>
              <profile>default</profile>
              <quota>default</quota>
            </%1$s>
        """
        .formatted(name, more);
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
