package io.polku.query.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.polku.contract.json.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A report as one table for spreadsheets (RFC 4180, UTF-8). The column {@code list} tells which
 * list of the answer a row is of: {@code report} is the answer's own fields, {@code steps} its
 * steps, {@code series.steps} the steps of its buckets, with those of the bucket as {@code
 * series.from} and so on. An interval becomes two columns, a list of texts one cell.
 *
 * <p>A text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
final class Csv {
  /** The content type. */
  static final String TYPE = "text/csv";

  static final String PARAMETER = "format";
  private static final String LIST = "list";
  private static final String REPORT = "report";
  private static final String TAG_END = "-csv\"";
  private static final String FORMULA = "=+-@\t\r\n|%";
  private static final int DAY_CHARS = 10;
  private static final CsvMapper MAPPER = new CsvMapper();

  private Csv() {}

  /**
   * Whether a request asks for it: {@code format=csv}, or without {@code format} an {@code Accept}
   * that names it and not JSON.
   *
   * @throws ApiException when the format is another one
   */
  static boolean asked(Map<String, String> query, String accept) {
    var format = query.get(PARAMETER);
    if (format == null) {
      var wanted = accept.toLowerCase(Locale.ROOT);
      return wanted.contains(TYPE) && !wanted.contains("json");
    }
    return switch (format) {
      case "csv" -> true;
      case "json" -> false;
      default ->
          throw ApiException.parameter(
              PARAMETER, PARAMETER + ": " + format + " (expected: csv or json)");
    };
  }

  /** The same request without a format: for the answer in JSON. */
  static ApiRequest asJson(ApiRequest request) {
    return asJson(request, request.ifNoneMatch());
  }

  /** The same request for the answer from which the table is made. */
  static ApiRequest forTable(ApiRequest request) {
    // A tag of the JSON is none of the table.
    var tags = request.ifNoneMatch();
    return asJson(request, tags.contains(TAG_END) ? tags.replace(TAG_END, "\"") : "");
  }

  private static ApiRequest asJson(ApiRequest request, String ifNoneMatch) {
    var query = new LinkedHashMap<>(request.query());
    query.remove(PARAMETER);
    return new ApiRequest(request.caller(), request.path(), query, ifNoneMatch, request.body());
  }

  /** An answer in JSON as a table; what is no report stays as it is. */
  static Answer of(Answer json, Route route, ApiRequest request) {
    var tag = json.headers().get("etag");
    if (json.status() == 304 && tag != null) {
      return new Answer(304, Map.of("etag", tagOf(tag)), Buffer.buffer());
    }
    if (json.status() != 200) {
      return json;
    }
    var answer = read(json.body());
    var headers = new LinkedHashMap<String, String>();
    headers.put("content-type", TYPE + "; charset=utf-8");
    headers.put(
        "content-disposition", "attachment; filename=\"" + fileName(route, request, answer) + "\"");
    if (tag != null) {
      headers.put("etag", tagOf(tag));
    }
    return new Answer(200, headers, Buffer.buffer(text(answer)));
  }

  private static String tagOf(String tag) {
    return tag.substring(0, tag.length() - 1) + TAG_END;
  }

  private static JsonNode read(Buffer body) {
    try {
      return Json.mapper().readTree(body.getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Such as {@code shop-funnels-buy-report-2026-06-01-2026-07-01.csv}. */
  private static String fileName(Route route, ApiRequest request, JsonNode answer) {
    var parts = new ArrayList<String>();
    for (var part : route.path().split("/", -1)) {
      if (!part.isEmpty() && !part.equals("sites")) {
        parts.add(part.startsWith(":") ? request.path(part.substring(1)) : part);
      }
    }
    for (var end : List.of("from", "to")) {
      var time = answer.path(end).asText("");
      if (time.length() >= DAY_CHARS) {
        parts.add(time.substring(0, DAY_CHARS));
      }
    }
    return String.join("-", parts).replaceAll("[^A-Za-z0-9._-]", "_") + ".csv";
  }

  /** The table. */
  static String text(JsonNode answer) {
    var rows = new ArrayList<Map<String, String>>();
    collect(REPORT, "", answer, Map.of(), rows);
    var columns = new LinkedHashSet<String>();
    columns.add(LIST);
    rows.forEach(row -> columns.addAll(row.keySet()));
    var schema = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
    columns.forEach(schema::addColumn);
    try {
      return MAPPER.writer(schema.build()).writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts cannot fail to be written", e);
    }
  }

  /**
   * Rows of an object: itself, unless it only holds lists of others, and those in its lists.
   *
   * @param list name of the list it is of
   * @param path of its lists
   * @param above cells of the objects around it
   */
  private static void collect(
      String list,
      String path,
      JsonNode object,
      Map<String, String> above,
      List<Map<String, String>> rows) {
    var own = new LinkedHashMap<String, String>();
    var lists = new LinkedHashMap<String, JsonNode>();
    cells("", object, own, lists);
    if (lists.isEmpty() || path.isEmpty()) {
      var row = new LinkedHashMap<String, String>();
      row.put(LIST, list);
      row.putAll(above);
      row.putAll(own);
      rows.add(row);
    }
    for (var each : lists.entrySet()) {
      var around = new LinkedHashMap<>(above);
      if (!path.isEmpty()) {
        own.forEach((name, cell) -> around.put(path + "." + name, cell));
      }
      var inner = path.isEmpty() ? each.getKey() : path + "." + each.getKey();
      each.getValue().forEach(item -> collect(inner, inner, item, around, rows));
    }
  }

  private static void cells(
      String prefix, JsonNode object, Map<String, String> own, Map<String, JsonNode> lists) {
    if (!object.isObject()) {
      own.put("value", cell(object));
      return;
    }
    for (var field : object.properties()) {
      var name = prefix + field.getKey();
      var value = field.getValue();
      if (value.isObject()) {
        cells(name + ".", value, own, lists);
      } else if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
        lists.put(name, value);
      } else if (field.getKey().startsWith("interval") && value.isArray() && value.size() == 2) {
        own.put(name + ".low", cell(value.get(0)));
        own.put(name + ".high", cell(value.get(1)));
      } else if (value.isArray()) {
        own.put(
            name,
            guarded(
                String.join(
                    "; ",
                    StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList())));
      } else {
        own.put(name, cell(value));
      }
    }
  }

  private static String cell(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    return value.isTextual() ? guarded(value.textValue()) : value.asText();
  }

  private static String guarded(String text) {
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
