package io.polku.contract;

import java.util.regex.Pattern;

/**
 * The family of table engines, chosen here for all tables: the migrations are written for one
 * server, and another family is a matter of names.
 *
 * <table>
 * <caption>What a migration says, and what is run</caption>
 * <tr><th>written</th><th>{@link #SINGLE}</th><th>{@link #REPLICATED}</th></tr>
 * <tr><td>{@code ENGINE = MergeTree}</td><td>the same</td><td>{@code ENGINE =
 * ReplicatedMergeTree}</td></tr>
 * <tr><td>{@code ENGINE = ReplacingMergeTree(ver)}</td><td>the same</td><td>{@code ENGINE =
 * ReplicatedReplacingMergeTree(ver)}</td></tr>
 * <tr><td>{@code non_replicated_deduplication_window}</td><td>the same</td><td>{@code
 * replicated_deduplication_window}</td></tr>
 * </table>
 */
public enum TableEngines {
  /** One server keeps everything. */
  SINGLE {
    @Override
    public String in(String statement) {
      return statement;
    }
  },

  /**
   * Each table on several servers that keep each other up to date. Paths and replica names are the
   * server's own ({@code default_replica_path}), and the database must be one whose definitions are
   * replicated.
   */
  REPLICATED {
    @Override
    public String in(String statement) {
      return WINDOW
          .matcher(ENGINE.matcher(statement).replaceAll("ENGINE = Replicated$1"))
          .replaceAll("replicated_deduplication_window");
    }
  };

  private static final Pattern ENGINE = Pattern.compile("\\bENGINE = (\\w*MergeTree)\\b");
  private static final Pattern WINDOW =
      Pattern.compile("\\bnon_replicated_deduplication_window\\b");

  /** A statement of a migration, with the engines of this family. */
  public abstract String in(String statement);
}
