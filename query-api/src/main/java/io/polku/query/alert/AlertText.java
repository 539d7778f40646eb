package io.polku.query.alert;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.alert.AlertJson;
import io.polku.contract.alert.AlertRule;
import io.polku.contract.alert.AlertRule.Kind;
import io.polku.contract.alert.AlertRule.Metric;
import io.polku.contract.alert.AlertState.Event;
import io.polku.contract.alert.AlertState.Expected;
import io.polku.contract.alert.AlertState.Judgement;
import io.polku.contract.alert.AlertState.Message;
import io.polku.contract.definition.Definition.Alert;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is posted: in words, and as JSON. */
final class AlertText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy HH:mm", Locale.ENGLISH);
  private static final double PERCENT = 100;
  private static final double MINUTE_SECONDS = 60;

  /** Where people open the pages, without a slash at its end; "" where nobody said. */
  private final String publicUrl;

  AlertText(String publicUrl) {
    this.publicUrl = publicUrl;
  }

  /**
   * What a channel of that kind is sent.
   *
   * @param since from when on it fires; null where it does not
   */
  JsonNode body(Kind kind, Site site, Alert alert, Message message, @Nullable Instant since) {
    var page = page(site, alert, message.judged());
    var text = text(site, alert, message);
    var body = Json.mapper().createObjectNode();
    if (kind == Kind.SLACK) {
      var escaped = escaped(text);
      return body.put("text", page == null ? escaped : escaped + "\n<" + page + "|Open>");
    }
    body.put("text", text);
    body.put("id", message.id());
    body.set("event", Json.mapper().valueToTree(message.event()));
    body.put("at", message.at().toString());
    body.put("site", site.site());
    body.put("alert", alert.id());
    body.put("name", alert.rule().name());
    var rule = AlertJson.masked(alert.rule());
    body.set("metric", rule.get("metric"));
    body.set("when", rule.get("when"));
    body.set("judged", Json.mapper().valueToTree(message.judged()));
    body.put("since", since == null ? null : since.toString());
    body.put("url", page);
    return body;
  }

  /** One to three sentences. */
  static String text(Site site, Alert alert, Message message) {
    var rule = alert.rule();
    var head =
        switch (message.event()) {
          case FIRING -> "Alert";
          case STILL_FIRING -> "Still";
          case RESOLVED -> "Resolved";
          case TEST -> "Test";
        };
    var text = new StringBuilder(head).append(": ").append(rule.name());
    text.append(" (").append(site.site()).append("). ");
    if (message.event() == Event.TEST) {
      text.append("This is a test. ");
    }
    return text.append(figure(rule, site, message.judged())).toString();
  }

  private static String figure(AlertRule rule, Site site, Judgement judged) {
    var text = new StringBuilder(subject(rule.metric()));
    var value = judged.value();
    var from = judged.from();
    if (value == null) {
      text.append(" is not known");
    } else if (from == null) {
      text.append(" is ").append(seconds(value));
    } else {
      text.append(" was ").append(percent(value));
      if (!judged.interval().isEmpty()) {
        text.append(" (")
            .append(percent(judged.interval().getFirst()))
            .append(" to ")
            .append(percent(judged.interval().getLast()))
            .append(')');
      }
      if (judged.subjects() != null) {
        text.append(" of ")
            .append(String.format(Locale.ROOT, "%,d", judged.subjects()))
            .append(' ')
            .append(subjects(rule.metric()));
      }
    }
    if (from != null) {
      text.append(", ").append(time(from, site)).append(" to ").append(time(judged.to(), site));
    }
    text.append("; ").append(expectation(rule, judged.expected())).append('.');
    if (!judged.reason().isEmpty()) {
      text.append(" Not judged: ").append(judged.reason()).append('.');
    }
    return text.toString();
  }

  private static String subject(Metric metric) {
    return switch (metric) {
      case Metric.FunnelRate(var id, var step) ->
          step == null ? "Conversion of " + id : "Conversion to step " + step + " of " + id;
      case Metric.LinkShare(var id) -> "Share that clicks " + id;
      case Metric.Loss _ -> "Share of events lost";
      case Metric.Lag _ -> "Lag";
    };
  }

  private static String subjects(Metric metric) {
    return switch (metric) {
      case Metric.FunnelRate _ -> "that could";
      case Metric.LinkShare _ -> "visitors";
      case Metric.Loss _, Metric.Lag _ -> "page views";
    };
  }

  private static String expectation(AlertRule rule, @Nullable Expected expected) {
    var number = rule.when().number();
    var before =
        expected == null
            ? ""
            : expected.weeks() == 1
                ? ", which was " + percent(expected.value())
                : ": "
                    + percent(expected.low())
                    + " to "
                    + percent(expected.high())
                    + " by the "
                    + expected.weeks()
                    + " weeks before";
    return switch (rule.when().is()) {
      case BELOW -> "the alert is for less than " + percent(number);
      case ABOVE ->
          "the alert is for more than "
              + (rule.metric() instanceof Metric.Lag ? seconds(number) : percent(number));
      case FELL -> "the alert is for " + percent(number) + " less than a week before" + before;
      case ROSE -> "the alert is for " + percent(number) + " more than a week before" + before;
      case OUTSIDE -> "the alert is for what is out of the expected band" + before;
    };
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * PERCENT);
  }

  private static String seconds(double seconds) {
    return seconds < 2 * MINUTE_SECONDS
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : String.format(Locale.ROOT, "%.0f min", seconds / MINUTE_SECONDS);
  }

  private static String time(Instant time, Site site) {
    return TIME.format(time.atZone(site.timeZone()));
  }

  /** Where the figure can be looked at; null where nobody said where pages are. */
  private @Nullable String page(Site site, Alert alert, Judgement judged) {
    if (publicUrl.isEmpty()) {
      return null;
    }
    var place =
        switch (alert.rule().metric()) {
          case Metric.FunnelRate(var id, var _) -> "&page=funnels&funnel=" + encoded(id);
          case Metric.LinkShare(var id) -> "&page=links&link=" + encoded(id);
          case Metric.Loss _, Metric.Lag _ -> "&page=overview";
        };
    var from = judged.from();
    var days =
        from == null
            ? ""
            : "&from=" + day(from, site) + "&to=" + day(judged.to().minusMillis(1), site);
    return publicUrl + "/?site=" + encoded(site.site()) + place + days;
  }

  private static LocalDate day(Instant time, Site site) {
    return LocalDate.ofInstant(time, site.timeZone());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** So that a name can neither link nor call everybody. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
