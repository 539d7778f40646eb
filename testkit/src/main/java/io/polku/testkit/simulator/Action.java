package io.polku.testkit.simulator;

import io.polku.contract.event.Element;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something a shopper does in a visit. */
public sealed interface Action {
  /** When, in milliseconds after the visit's start. */
  long offsetMillis();

  /** The same at another time. */
  Action at(long offsetMillis);

  /**
   * Opens a page; the actions up to the next page view happen on it.
   *
   * @param url its whole address
   * @param title its title
   * @param referrer the address they come from; "" for none
   */
  record PageView(long offsetMillis, String url, String title, String referrer) implements Action {
    @Override
    public PageView at(long millis) {
      return new PageView(millis, url, title, referrer);
    }
  }

  /**
   * Clicks something on the page.
   *
   * @param element what
   */
  record Click(long offsetMillis, Element element) implements Action {
    @Override
    public Click at(long millis) {
      return new Click(millis, element);
    }
  }

  /**
   * Anything else that is counted, e-commerce events with their GA4 fields among it.
   *
   * @param name of the event
   * @param element what it happened to, or null
   * @param items GA4 items
   * @param valueCents worth in hundredths of {@link Shop#CURRENCY}, or null
   * @param props everything else
   */
  record Custom(
      long offsetMillis,
      String name,
      @Nullable Element element,
      List<Map<String, String>> items,
      @Nullable Integer valueCents,
      Map<String, String> props)
      implements Action {
    /** Copies the collections. */
    public Custom {
      items = items.stream().map(Map::copyOf).toList();
      props = Map.copyOf(props);
    }

    @Override
    public Custom at(long millis) {
      return new Custom(millis, name, element, items, valueCents, props);
    }
  }
}
