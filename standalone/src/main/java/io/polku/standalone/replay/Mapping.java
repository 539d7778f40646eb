package io.polku.standalone.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How rows of a file become events. Read with {@link MappingReader}.
 *
 * @param name part of the default event id, so rename a mapping only to mean other events
 * @param format how the file is divided into rows and columns
 * @param lookups tables that add columns, in order
 * @param include conditions that must all hold; other rows are skipped
 * @param exclude conditions of which one is enough for a row to be skipped
 * @param groupBy rows that agree in these columns and in time are one event with an item each;
 *     empty for an event a row
 * @param event how the event is made
 */
public record Mapping(
    String name,
    Format format,
    List<Lookup> lookups,
    List<Condition> include,
    List<Condition> exclude,
    List<String> groupBy,
    EventMapping event) {
  /** Copies the lists. */
  public Mapping {
    lookups = List.copyOf(lookups);
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    groupBy = List.copyOf(groupBy);
  }

  /** How a file is divided into rows and columns. */
  sealed interface Format {
    /**
     * Comma-separated values, quoted as in RFC 4180.
     *
     * @param delimiter one character
     * @param columns names, where the file has no header line; else empty
     */
    record Csv(char delimiter, List<String> columns) implements Format {}

    /**
     * A JSON object a line; members of nested objects are columns such as {@code a.b}.
     *
     * @param columns members that may well be missing from the first rows
     */
    record Ndjson(List<String> columns) implements Format {}

    /**
     * Text lines; named groups are the columns.
     *
     * @param pattern must match the whole line
     */
    record Regex(Pattern pattern) implements Format {}
  }

  /**
   * A CSV table that adds its columns, as {@code name.column}, to each row.
   *
   * @param name prefix of the added columns
   * @param file its place, relative to the data file
   * @param key the table's column that is looked up
   * @param column the row's column to look up
   * @param optional whether the table may be missing; its columns are empty then
   */
  record Lookup(String name, String file, String key, String column, boolean optional) {}

  /**
   * How one event is made.
   *
   * @param time text and format of the event time
   * @param valueSum whether {@code value} is added up over the rows of a group, rather than taken
   *     from the first
   */
  record EventMapping(
      Value id,
      Value name,
      Value visitor,
      @Nullable Value user,
      Value time,
      TimeFormat timeFormat,
      @Nullable Value url,
      @Nullable Value title,
      @Nullable Value referrer,
      @Nullable Value channel,
      @Nullable Value value,
      boolean valueSum,
      @Nullable Value currency,
      Map<String, Value> context,
      Map<String, Value> props,
      List<Map<String, Value>> items) {

    Stream<Value> values() {
      return Stream.of(
              Stream.of(id, name, visitor, time),
              Stream.of(user, url, title, referrer, channel, value, currency)
                  .<Value>mapMulti(
                      (one, out) -> {
                        if (one != null) {
                          out.accept(one);
                        }
                      }),
              context.values().stream(),
              props.values().stream(),
              items.stream().flatMap(item -> item.values().stream()))
          .flatMap(part -> part);
    }
  }

  /** Every column that the mapping reads, those of lookups included. */
  Set<String> columns() {
    var names = new TreeSet<String>(groupBy);
    event.values().forEach(value -> names.addAll(value.template().columns()));
    include.forEach(condition -> names.add(condition.column()));
    exclude.forEach(condition -> names.add(condition.column()));
    lookups.forEach(lookup -> names.add(lookup.column()));
    return names;
  }

  /** The columns that are neither in the file nor in a lookup, as far as that can be known. */
  List<String> unknownColumns(Set<String> known) {
    var unknown = new ArrayList<String>();
    for (var column : columns()) {
      var added = lookups.stream().anyMatch(one -> column.startsWith(one.name() + "."));
      if (!added && !known.contains(column)) {
        unknown.add(column);
      }
    }
    return unknown;
  }

  /** Whether the mapping's conditions let the row pass. */
  boolean takes(Row row) {
    return include.stream().allMatch(condition -> condition.holds(row))
        && exclude.stream().noneMatch(condition -> condition.holds(row));
  }
}
