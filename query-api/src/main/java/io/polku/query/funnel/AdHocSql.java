package io.polku.query.funnel;

import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Hold;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Step;
import io.polku.contract.report.Interval;
import io.polku.query.range.Buckets;
import io.polku.query.store.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows {@code found} of a funnel from raw events, put together from the files of this package
 * by the options the funnel has, so that a plain one pays for none of them.
 *
 * <p>Each subject's events become sorted arrays. The program goes through them once a step: for
 * each event, {@code latest[k]} is the latest start of a chain of k steps that ends there. From the
 * end of the best chain the places of its events are found back.
 *
 * <p>Where the entries of a range can be taken together they are; else (exclusions, a window per
 * step, held values, any order) each day by itself, as in facts, and the best day is chosen after.
 */
final class AdHocSql {
  private final FunnelQuestion question;
  private final FunnelDefinition funnel;
  private final EventBits bits;
  private final @Nullable Interval interval;
  private final @Nullable Sql value;
  private final Sql nothing;
  private final @Nullable Sql layout;
  private final Map<String, Object> fillings;
  private boolean detailed;

  /**
   * @param values what the files bind
   * @param interval length of the buckets, or null for the whole range
   * @param entry what is asked of the event that enters
   * @param layout what yields the subjects in place of the events, or null
   */
  AdHocSql(
      FunnelQuestion question,
      Map<String, Object> values,
      @Nullable Interval interval,
      EntrySql entry,
      @Nullable Sql layout) {
    this.question = question;
    this.funnel = question.funnel();
    this.bits = new EventBits(funnel);
    this.interval = interval;
    this.value = entry.carried();
    this.nothing = entry.nothing();
    this.layout = layout;
    this.fillings = new HashMap<>(values);
  }

  /** Whether each day has to be looked at by itself. */
  static boolean byDay(FunnelDefinition funnel) {
    return funnel.order() == Order.ANY
        || funnel.window().perStep()
        || funnel.hold() != null
        || !funnel.exclude().isEmpty();
  }

  /**
   * With a column {@code detail}: the value it holds, or "", and for each step that was reached
   * {@code seq} and id of its event.
   */
  AdHocSql detailed() {
    detailed = true;
    return this;
  }

  /** Rows {@code found}: by subject, value and day, or by subject and bucket. */
  Sql found() {
    fillings.put("entry_bits", bits.entry());
    fillings.put("mask", bits.mask());
    putColumns();
    fillings.put("subjects", layout == null ? subjects() : layout);
    fillings.put("parts", parts());
    return funnel.order() == Order.ANY ? any() : ordered();
  }

  /** A column of an event beside time, order and bits: how it is read, kept, and called after. */
  private record Column(String name, Sql read, String keep, String array) {}

  private void putColumns() {
    var columns = new ArrayList<Column>();
    if (value != null) {
      columns.add(
          new Column(
              "entry_value",
              value,
              "if(bitAnd(mask, " + bits.entry() + ") != 0, entry_value, " + nothing.text() + ")",
              "entry_values"));
    }
    if (hasParts()) {
      columns.add(new Column("part_key", partKey(), "part_key", "part_keys"));
    }
    if (funnel.hold() != null) {
      columns.add(new Column("carried", carried(funnel.hold()), "carried", "held"));
    }
    var read = new ArrayList<Sql>();
    var keep = new StringBuilder();
    var unpack = new StringBuilder();
    for (var i = 0; i < columns.size(); i++) {
      var column = columns.get(i);
      read.add(wrap(",\n    %s AS " + column.name(), column.read()));
      keep.append(", ").append(column.keep());
      unpack.append(",\n    chosen.").append(i + 5).append(" AS ").append(column.array());
    }
    if (detailed) {
      unpack.append(",\n    chosen.2 AS seqs,\n    chosen.3 AS ids");
    }
    fillings.put("columns", Sql.join("", read));
    fillings.put("event", Sql.of(keep.toString()));
    fillings.put("unpacked", Sql.of(unpack.toString()));
    fillings.put(
        "entry_values",
        Sql.of(
            (value == null ? "" : ",\n    entry_values")
                + (detailed ? ",\n    seqs,\n    ids" : "")));
  }

  private boolean hasParts() {
    return interval != null || byDay(funnel);
  }

  /** An hour lies in one day, so hours and days tell both; a week's days are told apart. */
  private Sql partKey() {
    var parts = byDay(funnel) && interval != Interval.HOUR ? Interval.DAY : interval;
    if (parts == null) {
      throw new IllegalStateException("parts: none");
    }
    return Buckets.ofTime(parts, Sql.of("event_time"), question.range());
  }

  private Sql bucket() {
    if (!byDay(funnel) || interval == Interval.HOUR) {
      return Sql.of("part");
    }
    return interval == null ? Buckets.NONE : Buckets.ofDay(interval, Sql.of("toDate(part)"));
  }

  private static Sql carried(Hold hold) {
    return switch (hold) {
      case Hold.ItemId _ ->
          Sql.of(
              "arrayDistinct(arrayFilter(id -> id != '', arrayMap(item -> toString(item[?]),"
                  + " items)))",
              Hold.ITEM_ID);
      case Hold.Prop prop ->
          Sql.of("arrayFilter(text -> text != '', [toString(props[?])])", prop.name());
    };
  }

  private Sql subjects() {
    return switch (funnel.subject()) {
      case VISITOR -> file("adhoc_visitors.sql");
      case SESSION -> file("adhoc_sessions.sql");
    };
  }

  private Sql parts() {
    if (!hasParts()) {
      return file("adhoc_whole.sql");
    }
    fillings.put("bucket", bucket());
    var parts = file("adhoc_parts.sql");
    if (funnel.hold() == null) {
      return parts;
    }
    fillings.put("parts", parts);
    fillings.put("held_max", Hold.VALUES_MAX);
    fillings.put("lone_bits", bits.lone());
    fillings.put("other_bits", bits.others());
    return file("adhoc_held.sql");
  }

  private Sql ordered() {
    var excludes = !funnel.exclude().isEmpty();
    fillings.put("program", program(true));
    fillings.put(
        "free_program",
        excludes
            ? Sql.join("", List.of(Sql.of(",\n    "), program(false), Sql.of(" AS free_latest")))
            : Sql.of(""));
    fillings.put("from", Sql.of(funnel.hold() == null ? "parts" : "held_parts"));
    fillings.put("first_entry", byDay(funnel) ? Sql.of("entries[1]") : file("adhoc_day_entry.sql"));
    fillings.put("step_times", stepTimes());
    fillings.put(
        "deadline",
        funnel.window().perStep()
            ? file("adhoc_deadline_per_step.sql")
            : Sql.of("entries[-1] + ?", funnel.window().length().toMillis()));
    fillings.put(
        "unexcluded",
        Sql.of(
            excludes
                ? "toUInt8(arrayCount(starts -> arrayMax(starts) >= 0, free_latest))"
                : "level"));
    fillings.put("entry_value", Sql.of(value == null ? nothing.text() : "entry_values[chain[1]]"));
    fillings.put("held_columns", Sql.of(funnel.hold() == null ? "" : ",\n    value,\n    capped"));
    fillings.put("detail", detail(places()));
    return file("adhoc_ordered.sql");
  }

  /**
   * The latest starts by step.
   *
   * @param cut whether exclusions count
   */
  private Sql program(boolean cut) {
    var required = funnel.requiredSteps().size();
    var cuts =
        LongStream.range(1, required)
            .map(rank -> cut ? bits.between((int) rank) : 0)
            .boxed()
            .toList();
    fillings.put("step_bits", numbers(IntStream.range(1, required).boxed().toList()));
    fillings.put("cut_bits", numbers(cuts));
    if (funnel.window().perStep()) {
      return file("adhoc_program_per_step.sql");
    }
    var plain = cuts.stream().allMatch(bits -> bits == 0);
    return file(plain ? "adhoc_program.sql" : "adhoc_program_cut.sql");
  }

  private Sql stepTimes() {
    if (funnel.steps().stream().noneMatch(Step::optional)) {
      return file("adhoc_times.sql");
    }
    fillings.put("places", places());
    return file("adhoc_times_optional.sql");
  }

  /** For each step that was reached where its event is; 0 for an optional one that was not. */
  private Sql places() {
    if (funnel.steps().stream().noneMatch(Step::optional)) {
      return Sql.of("chain");
    }
    var ranks = new ArrayList<Integer>();
    var befores = new ArrayList<Integer>();
    var optionalBits = new ArrayList<Integer>();
    var before = 0;
    for (var step : funnel.steps()) {
      befores.add(before);
      optionalBits.add(step.optional() ? bits.ofOptional(step) : -1);
      before += step.optional() ? 0 : 1;
      ranks.add(step.optional() ? 0 : before);
    }
    fillings.put("ranks", numbers(ranks));
    fillings.put("befores", numbers(befores));
    fillings.put("bits", numbers(optionalBits));
    return file("adhoc_places_optional.sql");
  }

  private Sql detail(Sql places) {
    if (!detailed) {
      return Sql.of("");
    }
    return file(
        "adhoc_detail.sql",
        Map.of("places", places, "value", Sql.of(funnel.hold() == null ? "''" : "value")));
  }

  private static Sql numbers(List<? extends Number> numbers) {
    return Sql.of(numbers.toString());
  }

  private Sql any() {
    var all = funnel.steps().size();
    var next = new ArrayList<Sql>();
    var inWindow = new ArrayList<Sql>();
    var args = new ArrayList<String>();
    var nexts = new ArrayList<String>();
    for (var k = 0; k < all; k++) {
      next.add(file("adhoc_next.sql", Map.of("bit", k, "here", Sql.of("next_" + k))));
      inWindow.add(
          Sql.of(
              "(n%d >= 0 AND n%d - start <= ?)".formatted(k, k),
              funnel.window().length().toMillis()));
      args.add("n" + k);
      nexts.add("next_" + k);
    }
    fillings.put("next_times", Sql.join(",\n", next));
    fillings.put("steps_in_window", Sql.join(" + ", inWindow));
    fillings.put("args", Sql.of(String.join(", ", args)));
    fillings.put("nexts", Sql.of(String.join(", ", nexts)));
    fillings.put(
        "entry_value", Sql.of(value == null ? nothing.text() : "entry_values[start_place]"));
    fillings.put("detail", detail(file("adhoc_any_places.sql")));
    return file("adhoc_any.sql");
  }

  private Sql file(String name) {
    return file(name, fillings);
  }

  private static Sql file(String name, Map<String, Object> fillings) {
    return Sql.file(AdHocSql.class, name, fillings);
  }

  private static Sql wrap(String text, Sql inner) {
    return new Sql(text.replace("%s", inner.text()), inner.values());
  }
}
