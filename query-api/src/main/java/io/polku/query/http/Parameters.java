package io.polku.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.report.Problem.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a report is asked for by name: parameters of the query, or fields of the body that mean the
 * same. Whoever is asked reads texts and need not know where they came from.
 */
final class Parameters {
  /** The field of a body that holds a definition. */
  static final String FUNNEL = "funnel";

  /** Fields that are JSON and not a text. */
  private static final Set<String> LISTS = Set.of("filter");

  private static final Set<String> NUMBERS = Set.of("step", "depth", "limit", "version");

  private static final int LIMIT_DEFAULT = 50;
  private static final int LIMIT_MAX = 1_000;

  private final Map<String, String> texts;

  private Parameters(Map<String, String> texts) {
    this.texts = Map.copyOf(texts);
  }

  /**
   * Those of the query.
   *
   * @throws ApiException when there is one that is not allowed
   */
  static Parameters ofQuery(ApiRequest request, Set<String> allowed) {
    request.allow(allowed);
    return new Parameters(request.query());
  }

  /**
   * The fields of a body beside its {@code funnel}.
   *
   * @throws ApiException when there is one that is not allowed, or of another kind
   */
  static Parameters ofBody(JsonNode body, Set<String> allowed) {
    if (!body.isObject()) {
      throw ApiException.refused(
          "report_refused", List.of(new Fault("", "body (expected: an object)")));
    }
    var faults = new ArrayList<Fault>();
    var texts = new HashMap<String, String>();
    var names = new TreeSet<String>();
    body.fieldNames().forEachRemaining(names::add);
    names.remove(FUNNEL);
    for (var name : names) {
      var value = body.path(name);
      if (!allowed.contains(name)) {
        faults.add(new Fault("/" + name, "field: " + name + " (expected: left out)"));
      } else if (!value.isNull() && !fits(name, value)) {
        faults.add(new Fault("/" + name, name + ": " + value + " (expected: " + kind(name) + ")"));
      } else if (!value.isNull()) {
        texts.put(name, value.isTextual() ? value.textValue() : value.toString());
      }
    }
    if (!faults.isEmpty()) {
      throw ApiException.refused("report_refused", faults);
    }
    return new Parameters(texts);
  }

  /** The text of a name, where it was given. */
  Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  /**
   * A whole number.
   *
   * @param otherwise where it was not given
   * @throws ApiException when it is none, or out of its bounds
   */
  int number(String name, int otherwise, int least, int most) {
    return text(name).map(text -> number(name, text, least, most)).orElse(otherwise);
  }

  /**
   * A whole number that must be given.
   *
   * @throws ApiException when it is missing, none, or out of its bounds
   */
  int number(String name, int least, int most) {
    return text(name)
        .map(text -> number(name, text, least, most))
        .orElseThrow(() -> numberRefused(name, "none", least, most));
  }

  /** Most rows of an answer: {@code limit}, by default {@value #LIMIT_DEFAULT}. */
  int limit() {
    return number("limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
  }

  /**
   * One of several words.
   *
   * @param otherwise where it was not given
   * @param known what it may be
   * @param word what each is called
   * @throws ApiException when it is none of them
   */
  <T> T word(String name, T otherwise, List<T> known, Function<T, String> word) {
    var text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    return known.stream()
        .filter(each -> word.apply(each).equals(text.get()))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.parameter(
                    name,
                    name
                        + ": "
                        + text.get()
                        + " (expected one of: "
                        + known.stream().map(word).collect(Collectors.joining(", "))
                        + ")"));
  }

  private static int number(String name, String text, int least, int most) {
    try {
      var number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number out of bounds is.
    }
    throw numberRefused(name, text, least, most);
  }

  private static ApiException numberRefused(String name, String text, int least, int most) {
    return ApiException.parameter(
        name, name + ": " + text + " (expected: " + least + " to " + most + ")");
  }

  private static boolean fits(String name, JsonNode value) {
    if (LISTS.contains(name)) {
      return value.isArray();
    }
    return NUMBERS.contains(name) ? value.isIntegralNumber() : value.isTextual();
  }

  private static String kind(String name) {
    if (LISTS.contains(name)) {
      return "a list";
    }
    return NUMBERS.contains(name) ? "a whole number" : "a text";
  }
}
