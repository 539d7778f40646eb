package io.polku.contract.funnel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.polku.contract.event.Dimension;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What figures are broken down by, and what filters ask of. Each is a text, and "" where it is not
 * known; of items there may be several.
 */
public sealed interface Attribute {
  /** Prefix of a property's name. */
  String PROP = "prop:";

  /** Prefix of an item field's name. */
  String ITEM = "item.";

  /** Longest name of a property or an item field. */
  int NAME_CHARS_MAX = 1_000;

  /** Of what the value is. */
  enum Scope {
    /** Known at the event that enters a funnel, or starts a session. */
    ENTRY,
    /** Of the session in which that lies, and perhaps of what came after. */
    SESSION,
    /** Of each item of that event, so one subject may have several values. */
    ITEM;

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A named dimension. */
  record Named(Dimension dimension) implements Attribute {
    @Override
    public String text() {
      return dimension.word();
    }

    @Override
    public Scope scope() {
      return Scope.ENTRY;
    }
  }

  /** A property. */
  record Prop(String name) implements Attribute {
    /** Refuses impossible names. */
    public Prop {
      checkName(PROP, name);
    }

    @Override
    public String text() {
      return PROP + name;
    }

    @Override
    public Scope scope() {
      return Scope.ENTRY;
    }
  }

  /** A field of the items. */
  record ItemField(String name) implements Attribute {
    /** Refuses impossible names. */
    public ItemField {
      checkName(ITEM, name);
    }

    @Override
    public String text() {
      return ITEM + name;
    }

    @Override
    public Scope scope() {
      return Scope.ITEM;
    }
  }

  /**
   * What is known of a session. "" where the session is not stored.
   *
   * <p>{@code search_result} is {@code none} when a {@code view_search_results} of the session was
   * without results ({@link WayOut#RESULTS} is 0), else {@code found} when there was one, else
   * {@code no_search}. {@code web_vital} is the worst that was measured of LCP, INP and CLS: {@code
   * poor}, {@code fair}, {@code good} (bounds in {@link WayOut}), or {@code not_measured}. {@code
   * form_error} is {@code yes} when there was one, else {@code no}.
   */
  enum OfSession implements Attribute {
    /** Path of the session's first event that has one. */
    LANDING_PAGE(Scope.ENTRY),
    /** {@code new} in the first session ever stored of the visitor, else {@code returning}. */
    VISITOR_TYPE(Scope.ENTRY),
    /** Whether searches found something. */
    SEARCH_RESULT(Scope.SESSION),
    /** How fast pages were. */
    WEB_VITAL(Scope.SESSION),
    /** Whether a form did not accept what was entered. */
    FORM_ERROR(Scope.SESSION);

    private final Scope scope;

    OfSession(Scope scope) {
      this.scope = scope;
    }

    @Override
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Scope scope() {
      return scope;
    }
  }

  /** As requests write it: a word, {@code prop:NAME} or {@code item.FIELD}. */
  @JsonValue
  String text();

  /** Of what its values are. */
  Scope scope();

  /**
   * Reads what a request says.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  @JsonCreator
  static Attribute ofText(String text) {
    if (text.startsWith(PROP)) {
      return new Prop(text.substring(PROP.length()));
    }
    if (text.startsWith(ITEM)) {
      return new ItemField(text.substring(ITEM.length()));
    }
    for (var attribute : OfSession.values()) {
      if (attribute.text().equals(text)) {
        return attribute;
      }
    }
    return Dimension.find(text)
        .map(Named::new)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    text
                        + " (expected: prop:NAME, item.FIELD or one of "
                        + Dimension.words()
                        + ", "
                        + Arrays.stream(OfSession.values())
                            .map(OfSession::text)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  private static void checkName(String prefix, String name) {
    if (name.isEmpty() || name.length() > NAME_CHARS_MAX) {
      throw new IllegalArgumentException(
          prefix + name + " (expected: " + prefix + " and a name of 1 to 1000 characters)");
    }
  }
}
