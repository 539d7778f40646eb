package io.polku.ingest.enrich;

import io.polku.ingest.enrich.Sources.Kind;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * GA4's default channel groups, and AI assistants as one more.
 *
 * @see <a href="https://support.google.com/analytics/answer/9756891">Default channel group</a>
 */
final class ChannelGroups {
  private static final Pattern SOCIAL = Pattern.compile("social([- ](network|media))?|sm");
  private static final Pattern PAID = Pattern.compile(".*cp.*|ppc|retargeting|paid.*");
  private static final Pattern SHOP = Pattern.compile(".*(([^a-df-z]|^)shop|shopping).*");
  private static final Pattern EMAIL = Pattern.compile("e[-_ ]?mail|newsletter");

  private ChannelGroups() {}

  /**
   * The group of a visit's first event.
   *
   * @param campaign what the address of the page says
   * @param referrerHost host of the referrer where it is another's, or ""
   */
  static String of(Campaign campaign, String referrerHost) {
    var source = campaign.source().toLowerCase(Locale.ROOT);
    var medium = campaign.medium().toLowerCase(Locale.ROOT);
    var name = campaign.name().toLowerCase(Locale.ROOT);
    var kind = source.isEmpty() ? Sources.ofHost(referrerHost) : Sources.ofName(source);
    if (name.contains("cross-network")) {
      return "Cross-network";
    }
    if (!source.isEmpty() || !medium.isEmpty()) {
      return byCampaign(source, medium, name, kind);
    }
    var byClick = byClickId(campaign.clickId());
    return byClick.isEmpty() ? byReferrer(referrerHost, kind) : byClick;
  }

  private static String byCampaign(String source, String medium, String name, Kind kind) {
    if (PAID.matcher(medium).matches()) {
      return paid(name, kind, medium);
    }
    if (medium.equals("display")
        || medium.equals("banner")
        || medium.equals("expandable")
        || medium.equals("interstitial")) {
      return "Display";
    }
    if (kind == Kind.AI) {
      return "AI Assistants";
    }
    if (kind == Kind.SHOPPING || SHOP.matcher(name).matches()) {
      return "Organic Shopping";
    }
    if (kind == Kind.SOCIAL || SOCIAL.matcher(medium).matches()) {
      return "Organic Social";
    }
    if (kind == Kind.VIDEO || medium.contains("video")) {
      return "Organic Video";
    }
    if (EMAIL.matcher(medium).matches() || EMAIL.matcher(source).matches() || kind == Kind.MAIL) {
      return "Email";
    }
    if (kind == Kind.SEARCH || medium.equals("organic")) {
      return "Organic Search";
    }
    return byMedium(source, medium);
  }

  private static String byMedium(String source, String medium) {
    return switch (medium) {
      case "referral", "app", "link" -> "Referral";
      case "affiliate", "affiliates" -> "Affiliates";
      case "audio" -> "Audio";
      case "sms" -> "SMS";
      default -> {
        if (source.equals("sms")) {
          yield "SMS";
        }
        var push =
            medium.endsWith("push") || medium.contains("mobile") || medium.contains("notification");
        yield push || source.equals("firebase") ? "Mobile Push Notifications" : "Unassigned";
      }
    };
  }

  private static String paid(String name, Kind kind, String medium) {
    if (kind == Kind.SHOPPING || SHOP.matcher(name).matches()) {
      return "Paid Shopping";
    }
    return switch (kind) {
      case SEARCH -> "Paid Search";
      case SOCIAL -> "Paid Social";
      case VIDEO -> "Paid Video";
      case AI -> "Paid Other";
      case SHOPPING, MAIL, PAYMENT, OTHER -> medium.equals("cpm") ? "Display" : "Paid Other";
    };
  }

  /** Click ids that only advertisements give; that of Facebook is on every link. */
  private static String byClickId(String clickId) {
    var end = clickId.indexOf('=');
    return switch (end < 0 ? "" : clickId.substring(0, end)) {
      case "gclid", "gbraid", "wbraid", "msclkid", "yclid" -> "Paid Search";
      case "ttclid", "twclid" -> "Paid Social";
      case "dclid" -> "Display";
      case "fbclid", "igshid" -> "Organic Social";
      default -> "";
    };
  }

  private static String byReferrer(String referrerHost, Kind kind) {
    if (referrerHost.isEmpty()) {
      return "Direct";
    }
    return switch (kind) {
      case SEARCH -> "Organic Search";
      case SOCIAL -> "Organic Social";
      case VIDEO -> "Organic Video";
      case SHOPPING -> "Organic Shopping";
      case AI -> "AI Assistants";
      case MAIL -> "Email";
      case PAYMENT, OTHER -> "Referral";
    };
  }
}
