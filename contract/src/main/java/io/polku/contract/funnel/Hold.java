package io.polku.contract.funnel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.polku.contract.event.Event;
import java.util.List;
import java.util.Objects;

/**
 * What must stay the same through all steps: the funnel is run for each of its values by itself.
 * Written as {@code item_id} or {@code prop:NAME}.
 */
public sealed interface Hold {
  /** Prefix of a property's name. */
  String PROP = "prop:";

  /** Most values of one subject and entry day that are looked at. */
  int VALUES_MAX = 200;

  /** The word for {@link ItemId}. */
  String ITEM_ID = "item_id";

  /** The same item: {@code item_id} of an event's items. */
  record ItemId() implements Hold {
    @Override
    public List<String> values(Event event) {
      return event.items().stream()
          .map(item -> item.get(ITEM_ID))
          .filter(Objects::nonNull)
          .filter(id -> !id.isEmpty())
          .distinct()
          .toList();
    }

    @Override
    public String text() {
      return ITEM_ID;
    }
  }

  /**
   * The same text of an event property.
   *
   * @param name 1 to 1,000 characters
   */
  record Prop(String name) implements Hold {
    private static final int CHARS_MAX = 1_000;

    /** Refuses impossible names. */
    public Prop {
      if (name.isEmpty() || name.length() > CHARS_MAX) {
        throw new IllegalArgumentException(
            "hold: '" + PROP + name + "' (expected: prop: and a name of 1 to 1000 characters)");
      }
    }

    @Override
    public List<String> values(Event event) {
      var value = event.props().getOrDefault(name, "");
      return value.isEmpty() ? List.of() : List.of(value);
    }

    @Override
    public String text() {
      return PROP + name;
    }
  }

  /**
   * The values that an event carries, each once, in the order of its items; none is "". Empty where
   * it carries none.
   */
  List<String> values(Event event);

  /** As people write it. */
  @JsonValue
  String text();

  /**
   * Reads what people write.
   *
   * @throws IllegalArgumentException naming the text
   */
  @JsonCreator
  static Hold ofText(String text) {
    if (text.equals(ITEM_ID)) {
      return new ItemId();
    }
    if (text.startsWith(PROP)) {
      return new Prop(text.substring(PROP.length()));
    }
    throw new IllegalArgumentException("hold: " + text + " (expected: item_id or prop:NAME)");
  }
}
