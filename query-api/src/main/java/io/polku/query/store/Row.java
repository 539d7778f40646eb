package io.polku.query.store;

import java.lang.reflect.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The row of a result at which it stands. Columns count from 1. */
public final class Row {
  private final ResultSet results;

  Row(ResultSet results) {
    this.results = results;
  }

  /** A whole number. */
  public long number(int column) throws SQLException {
    return results.getLong(column);
  }

  /** A number. */
  public double real(int column) throws SQLException {
    return results.getDouble(column);
  }

  /** A text. */
  public String text(int column) throws SQLException {
    return results.getString(column);
  }

  /** Whole numbers. */
  public List<Long> numbers(int column) throws SQLException {
    return array(column).stream().map(Number::longValue).toList();
  }

  /** Numbers; one that is none is NaN. */
  public List<Double> reals(int column) throws SQLException {
    return array(column).stream().map(Number::doubleValue).toList();
  }

  /** Texts. */
  public List<String> texts(int column) throws SQLException {
    var array = results.getArray(column).getArray();
    var texts = new ArrayList<String>();
    for (var i = 0; i < Array.getLength(array); i++) {
      texts.add(String.valueOf(Array.get(array, i)));
    }
    return texts;
  }

  private List<Number> array(int column) throws SQLException {
    var array = results.getArray(column).getArray();
    var numbers = new ArrayList<Number>();
    for (var i = 0; i < Array.getLength(array); i++) {
      numbers.add((Number) Array.get(array, i));
    }
    return numbers;
  }
}
