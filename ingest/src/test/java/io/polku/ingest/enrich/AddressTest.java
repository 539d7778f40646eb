package io.polku.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  private static final QueryAllowList ALLOWED = new QueryAllowList(Set.of("page"));

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "https://shop.example/p/42, shop.example, /p/42, ''",
        "HTTPS://Shop.Example, shop.example, /, ''",
        "https://shop.example?a=1, shop.example, /, a=1",
        "https://shop.example#a?b, shop.example, /, ''",
        "https://u:p%40@shop.example:8443/a?b?c#d, shop.example, /a, b?c",
        "http://[2001:db8::1]:80/x, [2001:db8::1], /x, ''",
        "http://127.0.0.1:8090/x, 127.0.0.1, /x, ''",
        "https://shop.example/a|b [c]/%zz, shop.example, /a|b [c]/%zz, ''",
        "https://m\u00fcnchen.example/\u00e4, m\u00fcnchen.example, /\u00e4, ''",
        "app://cart/lines, cart, /lines, ''",
        "android-app://org.example.mail, org.example.mail, '', ''"
      })
  void takesAddressesApart(String text, String host, String path, String query) {
    assertThat(Address.parse(text))
        .hasValueSatisfying(
            address -> {
              assertThat(address.host()).isEqualTo(host);
              assertThat(address.path()).isEqualTo(path);
              assertThat(address.query()).isEqualTo(query);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/p/42",
        "shop.example/p",
        "//shop.example/p",
        "https:/shop.example",
        "https://",
        "https:///p",
        "file:///home",
        "mailto:a@b.example",
        "about:blank",
        "1http://a/",
        "https://a b/",
        "https://a:8x/",
        "://a",
        "javascript:alert(1)"
      })
  void refusesWhatIsNoAbsoluteAddress(String text) {
    assertThat(Address.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/p?mail=x&utm_source=y&q=z, https://a.example/p?utm_source=y",
    "https://a.example/p?GCLID=1&Page=2&msclkid=3&gbraid=4, https://a.example/p?GCLID=1&Page=2&msclkid=3&gbraid=4",
    "https://u:p@a.example/p#token=1, https://a.example/p",
    "https://a.example/#/cart?mail=x, https://a.example/#/cart",
    "https://a.example?&&utm_x, https://a.example/?utm_x"
  })
  void scrubs(String text, String scrubbed) {
    assertThat(Address.parse(text).orElseThrow().scrubbed(ALLOWED)).isEqualTo(scrubbed);
  }

  @ParameterizedTest
  @CsvSource({
    "mailto:a@b.example, mailto:",
    "tel:+358401234567, tel:",
    "/cart?mail=x#y, /cart",
    "a/b:c?d, a/b:c",
    "https://a.example/x?q=1, https://a.example/x"
  })
  void scrubsLinksOfAnyKind(String text, String scrubbed) {
    assertThat(
            new Enricher(
                    ALLOWED,
                    new UserAgents(() -> 0),
                    Countries.withoutDatabase(),
                    Bots.bySightAlone())
                .scrubbed(text))
        .isEqualTo(scrubbed);
  }

  @Test
  void campaignsAreDecodedAndCut() {
    assertThat(
            Campaign.of(
                "utm_source=a%20b+c&utm_medium=%zz&utm_source=x&utm_campaign=" + "x".repeat(300)))
        .isEqualTo(new Campaign("a b c", "%zz", "x".repeat(200), "", "", ""));
    assertThat(Campaign.of("a=1")).isEqualTo(Campaign.NONE);
  }
}
