package io.polku.standalone.replay;

import java.util.Set;
import java.util.regex.Pattern;

/** A condition on one column of a row. */
sealed interface Condition {
  /** Which column. */
  String column();

  /** Whether it holds. */
  boolean holds(Row row);

  /** The text is one of these. */
  record In(String column, Set<String> texts) implements Condition {
    public In {
      texts = Set.copyOf(texts);
    }

    @Override
    public boolean holds(Row row) {
      return texts.contains(row.get(column));
    }
  }

  /** The expression is found in the text. */
  record Matches(String column, Pattern pattern) implements Condition {
    @Override
    public boolean holds(Row row) {
      return pattern.matcher(row.get(column)).find();
    }
  }

  /** The column has no value, or has one. */
  record Empty(String column, boolean empty) implements Condition {
    @Override
    public boolean holds(Row row) {
      return row.get(column).isEmpty() == empty;
    }
  }
}
