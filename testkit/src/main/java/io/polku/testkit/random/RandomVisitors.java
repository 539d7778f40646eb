package io.polku.testkit.random;

import io.polku.contract.event.Context;
import io.polku.contract.event.Element;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Hold;
import io.polku.testkit.event.EventBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes visitors whose events fall where mistakes are: the same millisecond with and without {@code
 * seq} to tell them apart, silences of exactly the session gap and a millisecond to either side,
 * sessions of more than 24 hours, both sides of midnight, days on which clocks change. At most
 * {@value #STEP_EVENTS_MAX} events of a visitor can match a step of {@link RandomFunnels#funnel};
 * the rest are noise. Those made {@link #forOptions} also have what happens on a way out, passive
 * events, what options exclude, some page views that globs match, and now and then an event with
 * more items than a funnel looks at. Pure; thread-safe.
 */
public final class RandomVisitors {
  /** Names that {@link RandomFunnels} uses. */
  public static final List<String> STEP_NAMES =
      List.of("view_item", "add_to_cart", "begin_checkout", "purchase");

  /** Most events of a visitor with one of those names. */
  public static final int STEP_EVENTS_MAX = 12;

  /** Most page views with a path, which globs may match. */
  private static final int PAGE_VIEWS_MAX = 4;

  private static final List<String> NOISE_NAMES = List.of("page_view", "scroll", "täppä");
  private static final List<String> BESIDE_NAMES =
      List.of(
          "click",
          "click",
          "scroll",
          "link_view",
          "form_start",
          "form_abandon",
          "rage_click",
          "dead_click",
          "form_error",
          "js_error",
          "web_vital",
          "view_search_results",
          "remove_from_cart",
          "remove_from_cart");
  private static final long MINUTE = 60_000;
  private static final long GAP = 30 * MINUTE;
  private static final long DAY = 24 * 60 * MINUTE;
  private static final Instant EPOCH = Instant.parse("2025-01-01T00:00:00Z");

  private final String site;
  private final ZoneId zone;
  private final Delivery delivery;
  private final boolean forOptions;

  /**
   * @param site name of the site
   * @param zone the site's time zone, whose midnights and clock changes are sought out
   * @param delivery what happens on the way
   */
  public RandomVisitors(String site, ZoneId zone, Delivery delivery) {
    this(site, zone, delivery, false);
  }

  private RandomVisitors(String site, ZoneId zone, Delivery delivery, boolean forOptions) {
    this.site = site;
    this.zone = zone;
    this.delivery = delivery;
    this.forOptions = forOptions;
  }

  /** The same with what only funnels with options ask for; see above. */
  public RandomVisitors forOptions() {
    return new RandomVisitors(site, zone, delivery, true);
  }

  /** As many visitors as asked for, of seeds {@code seed}, {@code seed + 1} and so on. */
  public Stream<RandomVisitor> visitors(long seed, int count) {
    return IntStream.range(0, count).mapToObj(i -> visitor(seed + i));
  }

  /** The visitor of a seed, named after it. */
  public RandomVisitor visitor(long seed) {
    var random = new SplittableRandom(seed);
    var visitorId = "visitor-" + seed;
    var happened = happened(visitorId, random);
    var arrivals = arrivals(happened, random);
    var first =
        arrivals.stream().collect(Collectors.toMap(Event::id, event -> event, (one, other) -> one));
    return new RandomVisitor(
        visitorId, first.values().stream().sorted(Event.ORDER).toList(), arrivals);
  }

  private List<Event> happened(String visitorId, SplittableRandom random) {
    var events = new ArrayList<Event>();
    var stepEventsLeft = random.nextInt(STEP_EVENTS_MAX + 1);
    var pageViewsLeft = PAGE_VIEWS_MAX;
    var timeMillis = startMillis(random);
    while (stepEventsLeft > 0 || events.isEmpty()) {
      if (stepEventsLeft > 0 && random.nextInt(100) < 75) {
        events.add(stepEvent(visitorId, timeMillis, random));
        stepEventsLeft--;
      } else if (forOptions && pageViewsLeft > 0 && random.nextInt(4) == 0) {
        events.add(pageView(visitorId, timeMillis, random));
        pageViewsLeft--;
      } else if (forOptions && random.nextInt(3) > 0) {
        events.add(beside(visitorId, timeMillis, random));
      } else {
        events.add(noise(visitorId, timeMillis, random));
      }
      if (random.nextInt(100) < 3) {
        timeMillis = addLongSession(visitorId, timeMillis, events, random);
      }
      timeMillis = next(timeMillis, random);
    }
    return events;
  }

  private long startMillis(SplittableRandom random) {
    var anyDay = EPOCH.toEpochMilli() + random.nextInt(365) * DAY;
    return switch (random.nextInt(4)) {
      case 0 -> nextMidnightMillis(anyDay) - random.nextInt(3) * MINUTE;
      case 1 -> clockChangeMillis(random) - random.nextInt(60) * MINUTE;
      default -> anyDay + random.nextLong(DAY);
    };
  }

  /** The time of the next event. */
  private long next(long timeMillis, SplittableRandom random) {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> timeMillis;
      case 3 -> timeMillis + 1;
      case 4 -> timeMillis + GAP;
      case 5 -> timeMillis + GAP + 1;
      case 6 -> timeMillis + GAP - 1;
      case 7 -> timeMillis + RandomFunnels.window(random).toMillis() % (8 * DAY);
      case 8 -> nextMidnightMillis(timeMillis) - random.nextInt(2);
      case 9 -> timeMillis + random.nextLong(3 * DAY);
      case 10 -> timeMillis + MINUTE;
      case 11 -> timeMillis + random.nextLong(GAP);
      default -> timeMillis + 1_000 * random.nextLong(1, 90);
    };
  }

  /** Noise that keeps a session alive past its longest length; answers the time of its last. */
  private long addLongSession(
      String visitorId, long fromMillis, List<Event> events, SplittableRandom random) {
    var timeMillis = fromMillis;
    while (timeMillis - fromMillis <= DAY) {
      timeMillis += random.nextInt(5) == 0 ? GAP - random.nextLong(5 * MINUTE) : GAP;
      events.add(noise(visitorId, timeMillis, random));
    }
    return timeMillis;
  }

  private long nextMidnightMillis(long timeMillis) {
    return Instant.ofEpochMilli(timeMillis)
        .atZone(zone)
        .toLocalDate()
        .plusDays(1)
        .atStartOfDay(zone)
        .toInstant()
        .toEpochMilli();
  }

  private long clockChangeMillis(SplittableRandom random) {
    var from = EPOCH.plus(Duration.ofDays(random.nextInt(365)));
    var transition = zone.getRules().nextTransition(from);
    return (transition == null ? from : transition.getInstant()).toEpochMilli();
  }

  private Event stepEvent(String visitorId, long timeMillis, SplittableRandom random) {
    var name = STEP_NAMES.get(random.nextInt(STEP_NAMES.size()));
    var event =
        base(name, visitorId, timeMillis, random)
            .url("https://shop.example" + RandomFunnels.PATHS.get(random.nextInt(3)))
            .prop("size", Integer.toString(random.nextInt(38, 42)));
    if (forOptions) {
      addItems(event, random);
    } else {
      event.item(Map.of("item_id", "sku-" + random.nextInt(3)));
    }
    if (random.nextBoolean()) {
      event.prop("colour", random.nextBoolean() ? "red" : "blue");
    }
    if (name.equals("purchase")) {
      // Quarters add up exactly in whatever order.
      event.value(random.nextInt(400) / 4.0, "EUR");
    }
    return event.build();
  }

  private static void addItems(EventBuilder event, SplittableRandom random) {
    var kind = random.nextInt(100);
    if (kind < 2) {
      var first = random.nextInt(3);
      for (var i = 0; i <= Hold.VALUES_MAX; i++) {
        event.item(Map.of("item_id", "sku-" + (first + i)));
      }
      return;
    }
    if (kind < 8) {
      event.item(kind < 5 ? Map.of("item_id", "") : Map.of("item_name", "nameless"));
    }
    for (var i = kind < 70 ? 1 : random.nextInt(4); i > 0; i--) {
      event.item(Map.of("item_id", "sku-" + random.nextInt(3)));
    }
  }

  /** Where a way out may lead. */
  private Event pageView(String visitorId, long timeMillis, SplittableRandom random) {
    return base("page_view", visitorId, timeMillis, random)
        .url("https://shop.example/" + (random.nextBoolean() ? "" : "help"))
        .build();
  }

  /** What no plain funnel asks for and others do: passive events, clicks, signals. */
  private Event beside(String visitorId, long timeMillis, SplittableRandom random) {
    var name = BESIDE_NAMES.get(random.nextInt(BESIDE_NAMES.size()));
    var event = base(name, visitorId, timeMillis, random);
    switch (name) {
      case "click" ->
          event.element(
              new Element(
                  "a",
                  random.nextInt(3) == 0 ? "id-" + random.nextInt(3) : "",
                  random.nextBoolean() ? "Näytä".repeat(random.nextInt(1, 20)) : "",
                  "",
                  random.nextBoolean() ? "nav>a" : "",
                  random.nextInt(4) == 0 ? "link" : ""));
      case "web_vital" -> {
        var metric = random.nextInt(4);
        event
            .prop("metric", List.of("LCP", "INP", "CLS", "FCP").get(metric))
            .prop("value", List.of("4000", "4000.1", "501", "0.26").get(random.nextInt(4)));
      }
      case "view_search_results" -> event.prop("results", Integer.toString(random.nextInt(3)));
      case "remove_from_cart" -> {
        if (random.nextInt(3) > 0) {
          event.item(Map.of("item_id", "sku-" + random.nextInt(3)));
        }
      }
      default -> {}
    }
    return event.build();
  }

  private Event noise(String visitorId, long timeMillis, SplittableRandom random) {
    var name = NOISE_NAMES.get(random.nextInt(NOISE_NAMES.size()));
    return base(name, visitorId, timeMillis, random).build();
  }

  private EventBuilder base(
      String name, String visitorId, long timeMillis, SplittableRandom random) {
    var event =
        EventBuilder.event(name)
            .id(HexFormat.of().toHexDigits(random.nextLong()))
            .site(site)
            .visitor(visitorId)
            .at(timeMillis)
            .seq(random.nextInt(3))
            .context(
                new Context(
                    random.nextBoolean() ? "mobile" : "desktop",
                    "",
                    "",
                    random.nextInt(3) == 0 ? "" : "FI",
                    "",
                    "",
                    "",
                    "",
                    ""));
    return random.nextInt(10) == 0 ? event.user("user-" + random.nextInt(2)) : event;
  }

  private record Arrival(long atMillis, Event event) {}

  private List<Event> arrivals(List<Event> happened, SplittableRandom random) {
    var arrivals = new ArrayList<Arrival>();
    for (var event : happened) {
      var copies = random.nextInt(100) < delivery.repeatPercent() ? random.nextInt(2, 4) : 1;
      for (var i = 0; i < copies; i++) {
        arrivals.add(new Arrival(event.timeMillis() + lagMillis(random), event));
      }
    }
    arrivals.sort(
        Comparator.comparingLong(Arrival::atMillis).thenComparing(Arrival::event, Event.ORDER));
    return arrivals.stream().map(a -> a.event().withReceivedAt(a.atMillis())).toList();
  }

  /**
   * Most come soon after one another, some late, so that short and long distances are reordered.
   */
  private long lagMillis(SplittableRandom random) {
    var lagMaxMillis = delivery.lagMax().toMillis();
    if (lagMaxMillis == 0 || random.nextInt(3) == 0) {
      return 0;
    }
    return random.nextLong(random.nextBoolean() ? lagMaxMillis : Math.min(lagMaxMillis, 2 * GAP));
  }
}
