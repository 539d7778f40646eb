package io.polku.ingest.collect;

import io.polku.contract.VisitorKey;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.session.SessionRules;
import io.polku.ingest.collect.Intake.Sender;
import io.polku.ingest.enrich.Bots;
import io.polku.ingest.enrich.Countries;
import io.polku.ingest.enrich.DailyVisitors;
import io.polku.ingest.enrich.Enricher;
import io.polku.ingest.enrich.QueryAllowList;
import io.polku.ingest.enrich.UserAgents;
import io.polku.service.catalog.ServerKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An intake with two sites, and bodies for it. */
final class TestIntake {
  static final long NOW = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();
  static final String KEY = ServerKeys.generate();
  static final Sender BROWSER = new Sender("https://shop.example", "");
  static final Sender SERVER = new Sender("", "Bearer " + KEY);

  final List<String> shortened = new ArrayList<>();
  final Set<VisitorKey> erased = new HashSet<>();
  int waitSeconds;

  private final Intake intake =
      new Intake(
          name ->
              Optional.ofNullable(
                  Map.of(
                          "shop",
                          site("shop", List.of("https://shop.example", "https://m.shop.example/")),
                          "open",
                          site("open", List.of("*")))
                      .get(name)),
          new EventRules(enricher(), new DailyVisitors("secret"), shortened::add),
          (_, _, _) -> waitSeconds,
          erased::contains);

  static Enricher enricher() {
    return new Enricher(
        new QueryAllowList(Set.of()),
        new UserAgents(() -> 0),
        Countries.withoutDatabase(),
        Bots.bySightAlone());
  }

  static Site site(String name, List<String> origins) {
    return new Site(
        name,
        origins,
        ZoneId.of("Europe/Helsinki"),
        SessionRules.GAP_DEFAULT,
        Site.GRACE_DEFAULT,
        ServerKeys.hash(KEY),
        Instant.EPOCH);
  }

  Batch takeBytes(byte[] body) throws ProblemException {
    return intake.take(body, BROWSER, NOW);
  }

  Batch take(String body, Sender sender) throws ProblemException {
    return intake.take(body.getBytes(StandardCharsets.UTF_8), sender, NOW);
  }

  Batch take(Protocol.Read read, Sender sender) throws ProblemException {
    return intake.take(read.body(), read.bytes(), sender, NOW);
  }

  Batch fromBrowser(String body) throws ProblemException {
    return take(body, BROWSER);
  }

  /** A body of one good event with more fields. */
  static String body(String moreFields) {
    return bodyOf(event("a", moreFields));
  }

  static String bodyOf(String... events) {
    return "{\"site\":\"shop\",\"visitor_id\":\"v1\",\"events\":["
        + String.join(",", events)
        + "]}";
  }

  static String event(String id, String moreFields) {
    return eventAt(id, NOW).replace("}", (moreFields.isBlank() ? "" : "," + moreFields) + "}");
  }

  static String eventAt(String id, long timeMillis) {
    return "{\"id\":\"%s\",\"name\":\"page_view\",\"time\":%d}".formatted(id, timeMillis);
  }
}
