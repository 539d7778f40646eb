package io.polku.testkit.event;

import io.polku.contract.event.Channel;
import io.polku.contract.event.Context;
import io.polku.contract.event.Element;
import io.polku.contract.event.Event;
import io.polku.contract.event.Page;
import io.polku.contract.event.PreviousView;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link Event} from what a test cares about; the rest is filled in: site {@code shop},
 * visitor {@code v}, no page, no context, received when it happened. The id, unless given, is made
 * of name, time and {@code seq}, so that the same call gives the same event. Not thread-safe.
 */
public final class EventBuilder {
  private final String name;
  private String id = "";
  private String site = "shop";
  private String visitorId = "v";
  private String userId = "";
  private long timeMillis;
  private int seq;
  private String pv = "";
  private @Nullable PreviousView prev;
  private Page page = Page.NONE;
  private Context context = Context.NONE;
  private @Nullable Element element;
  private final List<Map<String, String>> items = new ArrayList<>();
  private @Nullable Double value;
  private String currency = "";
  private Channel channel = Channel.WEB;
  private final Map<String, String> props = new LinkedHashMap<>();
  private List<String> botReasons = List.of();

  private EventBuilder(String name) {
    this.name = name;
  }

  /** An event of that name, at the epoch unless told otherwise. */
  public static EventBuilder event(String name) {
    return new EventBuilder(name);
  }

  public EventBuilder id(String id) {
    this.id = id;
    return this;
  }

  public EventBuilder site(String site) {
    this.site = site;
    return this;
  }

  public EventBuilder visitor(String visitorId) {
    this.visitorId = visitorId;
    return this;
  }

  public EventBuilder user(String userId) {
    this.userId = userId;
    return this;
  }

  /** When it happened, epoch milliseconds. */
  public EventBuilder at(long timeMillis) {
    this.timeMillis = timeMillis;
    return this;
  }

  public EventBuilder seq(int seq) {
    this.seq = seq;
    return this;
  }

  public EventBuilder pv(String pv) {
    this.pv = pv;
    return this;
  }

  /** The page view before this one. */
  public EventBuilder prev(String pv, int seq, String url) {
    this.prev = new PreviousView(pv, seq, url);
    return this;
  }

  /** Signals of a bot. */
  public EventBuilder botReasons(String... reasons) {
    this.botReasons = List.of(reasons);
    return this;
  }

  /** A page by its address alone. */
  public EventBuilder url(String url) {
    return page(url, "", "");
  }

  /** A page; host and raw path are read from the address. */
  public EventBuilder page(String url, String title, String referrer) {
    var uri = URI.create(url);
    var host = uri.getHost();
    var path = uri.getRawPath();
    this.page = new Page(url, host == null ? "" : host, path == null ? "" : path, title, referrer);
    return this;
  }

  public EventBuilder context(Context context) {
    this.context = context;
    return this;
  }

  public EventBuilder element(@Nullable Element element) {
    this.element = element;
    return this;
  }

  /** One more item. */
  public EventBuilder item(Map<String, String> item) {
    items.add(item);
    return this;
  }

  public EventBuilder value(double value, String currency) {
    this.value = value;
    this.currency = currency;
    return this;
  }

  public EventBuilder channel(Channel channel) {
    this.channel = channel;
    return this;
  }

  /** One more property. */
  public EventBuilder prop(String property, String text) {
    props.put(property, text);
    return this;
  }

  /** The event. */
  public Event build() {
    return new Event(
        id.isEmpty() ? name + "-" + timeMillis + "-" + seq : id,
        site,
        visitorId,
        userId,
        timeMillis,
        timeMillis,
        timeMillis,
        seq,
        name,
        pv,
        prev,
        page,
        context,
        element,
        items,
        value,
        currency,
        channel,
        props,
        botReasons,
        false);
  }
}
