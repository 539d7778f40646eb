package io.polku.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Context;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.session.SessionRules;
import io.polku.ingest.enrich.Enricher.Asked;
import io.polku.ingest.enrich.Enricher.Enriched;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnricherTest {
  private static final String IPHONE =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
          + " Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
  private static final String EDGE =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0";
  private static final String TABLET =
      "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/126.0.0.0 Safari/537.36";
  private static final String GOOGLEBOT =
      "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
  private static final String HEADLESS =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " HeadlessChrome/126.0.0.0 Safari/537.36";

  private static final Site SITE =
      new Site(
          "shop",
          List.of("https://shop.example", "https://checkout.example"),
          ZoneOffset.UTC,
          SessionRules.GAP_DEFAULT,
          Site.GRACE_DEFAULT,
          "",
          Instant.EPOCH,
          List.of(new PathGlob("/blog/**")),
          List.of("pay.example"));

  private int pageViewsMax = 100;
  private final AtomicInteger pageViews = new AtomicInteger();
  private final Enricher enricher =
      new Enricher(
          new QueryAllowList(Set.of()),
          new UserAgents(() -> 0),
          Countries.withoutDatabase(),
          new Bots(
              "198.51.100.7"::equals, _ -> pageViews.incrementAndGet() > pageViewsMax ? 1 : 0));

  @ParameterizedTest
  @CsvSource({
    "'', '', Direct",
    "'', https://www.google.com/, Organic Search",
    "'', https://www.google.co.uk/, Organic Search",
    "'', https://duckduckgo.com/, Organic Search",
    "'', https://l.facebook.com/l.php?u=x, Organic Social",
    "'', https://t.co/x, Organic Social",
    "'', https://www.youtube.com/, Organic Video",
    "'', https://www.amazon.de/, Organic Shopping",
    "'', https://chatgpt.com/, AI Assistants",
    "'', https://www.perplexity.ai/search, AI Assistants",
    "'', https://gemini.google.com/, AI Assistants",
    "'', https://mail.google.com/, Email",
    "'', https://googlefan.example/, Referral",
    "'', https://blog.example/, Referral",
    "'', https://shop.example/other, ''",
    "'', https://checkout.example/, ''",
    "'', https://3d.pay.example/back, ''",
    "'', https://www.paypal.com/, ''",
    "utm_source=google&utm_medium=cpc, '', Paid Search",
    "utm_source=facebook&utm_medium=paid_social, '', Paid Social",
    "utm_source=youtube&utm_medium=cpv&utm_campaign=x, '', Paid Video",
    "utm_source=partner&utm_medium=cpm, '', Display",
    "utm_source=x&utm_medium=banner, '', Display",
    "utm_source=amazon&utm_medium=cpc, '', Paid Shopping",
    "utm_source=news&utm_medium=email, https://www.google.com/, Email",
    "utm_source=chatgpt.com, '', AI Assistants",
    "utm_source=p&utm_medium=affiliate, '', Affiliates",
    "utm_source=p&utm_medium=referral, '', Referral",
    "utm_source=sms&utm_medium=x, '', SMS",
    "utm_source=app&utm_medium=web-push, '', Mobile Push Notifications",
    "utm_source=bing&utm_medium=organic, '', Organic Search",
    "utm_source=odd&utm_medium=odd, '', Unassigned",
    "utm_campaign=Cross-Network-1&utm_source=google&utm_medium=cpc, '', Cross-network",
    "gclid=abc, https://www.google.com/, Paid Search",
    "fbclid=abc, '', Organic Social",
    "utm_source=a&utm_medium=email, https://www.paypal.com/, Email"
  })
  void groupsChannelsAsGa4Does(String query, String referrer, String group) {
    var url = "https://shop.example/" + (query.isEmpty() ? "" : "?" + query);

    assertThat(at(url, referrer, Hints.NONE).context().channelGroup()).isEqualTo(group);
  }

  @Test
  void keepsCampaignAndClickId() {
    var context =
        at(
                "https://shop.example/?utm_source=n&utm_term=red+shoes&utm_content=top&GCLID=E%41&x=1",
                "", Hints.NONE)
            .context();

    assertThat(context.utmTerm()).isEqualTo("red shoes");
    assertThat(context.utmContent()).isEqualTo("top");
    assertThat(context.clickId()).isEqualTo("gclid=EA");
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/p/shoe, /p/shoe",
    "/p/42, /p/*",
    "/p/42/reviews/7/, /p/*/reviews/*/",
    "/u/0b9dccbb-1886-4577-b78b-f78961272d97, /u/*",
    "/x/5cd9aba7bd8a, /x/*",
    "/2026/spring, /*/spring",
    "/iphone-15, /iphone-15",
    "/blog/2026/11/a-title, /blog/**"
  })
  void foldsIdsInPathsAndKeepsThePath(String path, String group) {
    var page = at("https://shop.example" + path + "?a=1", "", Hints.NONE).page();

    assertThat(page.path()).isEqualTo(path);
    assertThat(page.pathGroup()).isEqualTo(group);
  }

  @Test
  void readsDeviceBrowserAndSystem() {
    assertThat(context(IPHONE)).isEqualTo("mobile Safari iOS");
    assertThat(context(EDGE)).isEqualTo("desktop Edge Windows");
    assertThat(context(TABLET)).isEqualTo("tablet Chrome Android");
    assertThat(context("")).isEqualTo("  ");
    assertThat(context("\u0000((((")).isEqualTo("  ");
  }

  @Test
  void clientHintsAndWhatIsSaidComeFirst() {
    var hinted = new Hints(EDGE, "", "?1", "\"Android\"", "fi-FI,en;q=0.8", "fi", "", true, false);

    var found = at("https://shop.example/", "", hinted).context();
    assertThat(found.device()).isEqualTo("mobile");
    assertThat(found.os()).isEqualTo("Android");
    assertThat(found.language()).isEqualTo("fi-FI");
    assertThat(found.country()).isEqualTo("FI");

    var said = new Context("till", "", "", "SE", "", "", "", "", "");
    var context = enricher.enrich(SITE, asked("", "", said, hinted), false).context();
    assertThat(context.device()).isEqualTo("till");
    assertThat(context.country()).isEqualTo("SE");
  }

  @Test
  void aTimeZoneTellsACountryWhereNothingElseDoes() {
    var said =
        new Context(
            "", "", "", "", "", "", "", "", "", "", "", "", "", "Asia/Calcutta", "", "", "");

    assertThat(enricher.enrich(SITE, asked("", "", said, Hints.NONE), false).context().country())
        .isEqualTo("IN");
  }

  @Test
  void oneSignalIsAReasonAndTwoAreASuspicion() {
    var window = new Hints(HEADLESS, "", "", "", "en", "", "", true, false);
    assertThat(reasons(window)).isEqualTo("[headless] ");
    var bare = new Hints(HEADLESS, "", "", "", "", "", "", true, false);
    assertThat(reasons(bare)).isEqualTo("[headless, headers] suspected");
    var driven = new Hints(EDGE, "", "", "", "en", "", "198.51.100.7", true, true);
    assertThat(reasons(driven)).isEqualTo("[headless, network] suspected");
    assertThat(reasons(new Hints("curl/8.5.0", "", "", "", "", "", "", true, false)))
        .isEqualTo("[program] ");
    assertThat(reasons(Hints.said(EDGE, ""))).isEqualTo("[] ");
    assertThat(reasons(Hints.NONE)).isEqualTo("[] ");
  }

  @Test
  void whoSaysThatItIsABotIsOne() {
    assertThat(reasons(Hints.said(GOOGLEBOT, ""))).isEqualTo("[user_agent] declared");
  }

  @Test
  void morePageViewsThanAPersonLooksAtAreASignal() {
    pageViewsMax = 3;
    for (var i = 0; i < 3; i++) {
      assertThat(at("https://shop.example/", "", Hints.NONE).botReasons()).isEmpty();
    }
    assertThat(at("https://shop.example/", "", Hints.NONE).botReasons()).containsExactly("rate");
  }

  @Test
  void userAgentsMadeUpOnTheFlyAreNotAllRead() {
    var agents = new UserAgents(() -> 0);
    for (var i = 0; i < 500; i++) {
      assertThat(agents.of("Mozilla/5.0 (Windows NT 10.0) " + i)).isNotNull();
    }

    assertThat(agents.of(EDGE)).isEqualTo(UserAgents.Agent.UNKNOWN);
    assertThat(agents.of("Mozilla/5.0 (Windows NT 10.0) 1").os()).isEqualTo("Windows");
  }

  private String reasons(Hints hints) {
    var enriched = at("https://shop.example/", "", hints);
    return enriched.botReasons() + " " + enriched.context().bot();
  }

  private String context(String userAgent) {
    var context = at("https://shop.example/", "", Hints.said(userAgent, "")).context();
    return context.device() + " " + context.browser() + " " + context.os();
  }

  private Enriched at(String url, String referrer, Hints hints) {
    return enricher.enrich(SITE, asked(url, referrer, Context.NONE, hints), false);
  }

  private static Asked asked(String url, String referrer, Context said, Hints hints) {
    return new Asked(url, Address.parse(url).orElse(null), "", referrer, said, hints, "v", true);
  }
}
