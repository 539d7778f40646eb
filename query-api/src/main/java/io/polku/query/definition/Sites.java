package io.polku.query.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.Names;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.report.Problem.Fault;
import io.polku.contract.session.SessionRules;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import io.polku.service.catalog.ServerKeys;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sites. Thread-safe; one change at a time. */
public final class Sites {
  private static final Set<String> FIELDS =
      Set.of("origins", "time_zone", "gap", "grace", "path_patterns", "ignored_referrers");
  private static final int ORIGINS_MAX = 100;
  private static final int PATTERNS_MAX = 100;
  private static final int REFERRERS_MAX = 100;
  private static final Pattern DOMAIN =
      Pattern.compile("(?=.{1,253}$)[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");
  private static final Duration GAP_MAX = Duration.ofDays(1);
  private static final Duration GRACE_MAX = Duration.ofDays(7);

  private final Catalog catalog;
  private final DefinitionWriter writer;
  private final Clock clock;

  /**
   * @param catalog where sites are looked up
   * @param writer where they are written
   * @param clock for when they are made
   */
  public Sites(Catalog catalog, DefinitionWriter writer, Clock clock) {
    this.catalog = catalog;
    this.writer = writer;
    this.clock = clock;
  }

  /** What came of a change. */
  public sealed interface Put {
    /** A new site, with its key. */
    record Made(Site site, String serverKey) implements Put {}

    /** A site that was there; with a key where one was asked for. */
    record Changed(Site site, @Nullable String serverKey) implements Put {}

    /** The time zone of a site cannot change. */
    record ZoneFixed(ZoneId zone) implements Put {}

    /** Everything that is wrong. */
    record Refused(List<Fault> faults) implements Put {
      /** Copies the faults. */
      public Refused {
        faults = List.copyOf(faults);
      }
    }
  }

  /** Whether everything that was stored before is known; until then sites seem to be missing. */
  public boolean ready() {
    return catalog.ready();
  }

  /** A number that grows whenever a definition, of a site or within one, may have changed. */
  public long revision() {
    return catalog.revision();
  }

  /** All sites, by name. */
  public List<Site> all() {
    return catalog.sites();
  }

  /** The site of that name. */
  public Optional<Site> find(String name) {
    return catalog.site(name);
  }

  /**
   * Makes or changes a site. What the settings leave out stays, or takes its default.
   *
   * @param settings {@code origins}, {@code time_zone}, {@code gap}, {@code grace}, {@code
   *     path_patterns}, {@code ignored_referrers}
   * @param rotate whether an existing site gets a new key
   * @throws org.apache.kafka.common.KafkaException when it could not be stored
   */
  public synchronized Put put(String name, JsonNode settings, boolean rotate) {
    var known = catalog.site(name);
    var faults = new ArrayList<Fault>();
    if (!Names.isSite(name)) {
      faults.add(new Fault("site", "site: " + name + " (expected: 1 to 40 of a-z 0-9 -)"));
    }
    checkFields(settings, faults);
    var origins =
        settings.has("origins")
            ? origins(settings.path("origins"), faults)
            : known.map(Site::origins).orElse(List.of());
    var zone =
        settings.has("time_zone")
            ? zone(settings.path("time_zone"), faults)
            : known.map(Site::timeZone).orElse(ZoneId.of("UTC"));
    var gap =
        settings.has("gap")
            ? duration("gap", settings.path("gap"), false, GAP_MAX, faults)
            : known.map(Site::gap).orElse(SessionRules.GAP_DEFAULT);
    var grace =
        settings.has("grace")
            ? duration("grace", settings.path("grace"), true, GRACE_MAX, faults)
            : known.map(Site::grace).orElse(Site.GRACE_DEFAULT);
    var patterns =
        settings.has("path_patterns")
            ? patterns(settings.path("path_patterns"), faults)
            : known.map(Site::pathPatterns).orElse(List.of());
    var referrers =
        settings.has("ignored_referrers")
            ? referrers(settings.path("ignored_referrers"), faults)
            : known.map(Site::ignoredReferrers).orElse(List.of());
    if (!faults.isEmpty()) {
      return new Put.Refused(faults);
    }
    if (known.isPresent() && !known.get().timeZone().equals(zone)) {
      return new Put.ZoneFixed(known.get().timeZone());
    }
    var key = known.isEmpty() || rotate ? ServerKeys.generate() : null;
    var site =
        new Site(
            name,
            origins,
            zone,
            gap,
            grace,
            key == null ? known.orElseThrow().serverKeyHash() : ServerKeys.hash(key),
            known.map(Site::createdAt).orElse(clock.instant().truncatedTo(ChronoUnit.MILLIS)),
            patterns,
            referrers);
    if (known.isEmpty() || !known.get().equals(site)) {
      writer.write(site);
    }
    return known.isEmpty() && key != null ? new Put.Made(site, key) : new Put.Changed(site, key);
  }

  private static void checkFields(JsonNode settings, List<Fault> faults) {
    if (!settings.isObject()) {
      faults.add(new Fault("", "body (expected: an object)"));
    }
    settings
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                var known = FIELDS.stream().sorted().collect(Collectors.joining(", "));
                faults.add(
                    new Fault("/" + name, "field: " + name + " (expected one of: " + known + ")"));
              }
            });
  }

  private static List<String> origins(JsonNode json, List<Fault> faults) {
    if (!json.isArray() || json.size() > ORIGINS_MAX) {
      faults.add(
          new Fault("/origins", "origins: " + json + " (expected: a list of at most 100 texts)"));
      return List.of();
    }
    var origins = new ArrayList<String>();
    for (var i = 0; i < json.size(); i++) {
      var origin = origin(json.get(i));
      if (origin.isEmpty()) {
        faults.add(
            new Fault(
                "/origins/" + i,
                "origin: " + json.get(i) + " (expected: such as https://shop.example, or *)"));
      } else {
        origins.add(origin.get());
      }
    }
    return origins.stream().distinct().toList();
  }

  /** As browsers send it: scheme, host, and a port that is not the scheme's usual one. */
  private static Optional<String> origin(JsonNode json) {
    var text = json.isTextual() ? json.textValue() : "";
    if (text.equals("*")) {
      return Optional.of(text);
    }
    try {
      var uri = new URI(text);
      var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      var path = uri.getRawPath() == null ? "" : uri.getRawPath();
      var web = scheme.equals("https") || scheme.equals("http");
      if (!web
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null
          || !(path.isEmpty() || path.equals("/"))) {
        return Optional.empty();
      }
      var usual = scheme.equals("https") ? 443 : 80;
      var port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
      return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static List<PathGlob> patterns(JsonNode json, List<Fault> faults) {
    var patterns = new ArrayList<PathGlob>();
    for (var text : texts("path_patterns", json, PATTERNS_MAX, faults)) {
      try {
        patterns.add(new PathGlob(text));
      } catch (IllegalArgumentException e) {
        faults.add(new Fault("/path_patterns", String.valueOf(e.getMessage())));
      }
    }
    return patterns;
  }

  private static List<String> referrers(JsonNode json, List<Fault> faults) {
    var referrers = new ArrayList<String>();
    for (var text : texts("ignored_referrers", json, REFERRERS_MAX, faults)) {
      var domain = text.toLowerCase(Locale.ROOT);
      if (DOMAIN.matcher(domain).matches()) {
        referrers.add(domain);
      } else {
        faults.add(
            new Fault(
                "/ignored_referrers",
                "referrer: " + text + " (expected: a domain such as pay.example)"));
      }
    }
    return referrers.stream().distinct().toList();
  }

  private static List<String> texts(String name, JsonNode json, int max, List<Fault> faults) {
    var texts = new ArrayList<String>();
    json.forEach(each -> texts.add(each.isTextual() ? each.textValue() : ""));
    if (!json.isArray() || json.size() > max || texts.contains("")) {
      faults.add(
          new Fault(
              "/" + name, name + ": " + json + " (expected: a list of at most " + max + " texts)"));
      return List.of();
    }
    return texts;
  }

  /** By name and not by offset: a site's days follow its clocks. */
  private static ZoneId zone(JsonNode json, List<Fault> faults) {
    var text = json.isTextual() ? json.textValue() : "";
    if (ZoneId.getAvailableZoneIds().contains(text) && !text.startsWith("SystemV/")) {
      return ZoneId.of(text);
    }
    faults.add(
        new Fault(
            "/time_zone",
            "time_zone: " + json + " (expected: an IANA name such as Europe/Helsinki)"));
    return ZoneOffset.UTC;
  }

  private static Duration duration(
      String name, JsonNode json, boolean zeroAllowed, Duration max, List<Fault> faults) {
    try {
      var duration = Duration.parse(json.isTextual() ? json.textValue() : "");
      var enough = zeroAllowed ? !duration.isNegative() : duration.isPositive();
      if (enough && duration.compareTo(max) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Refused below, as a duration out of bounds is.
    }
    faults.add(
        new Fault(
            "/" + name,
            name
                + ": "
                + json
                + " (expected: an ISO 8601 duration "
                + (zeroAllowed ? "from" : "above")
                + " PT0S, at most P"
                + max.toDays()
                + "D)"));
    return max;
  }
}
