package io.polku.contract.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polku.contract.VisitorKey;
import org.junit.jupiter.api.Test;

class VisitorHashTest {
  private final VisitorHash hash = VisitorHash.under("0123456789abcdef");

  @Test
  void tellsVisitorsSitesAndSecretsApartAndNobodyElse() {
    var visitor = new VisitorKey("shop", "v");
    assertThat(hash.of(visitor)).hasSize(32).matches("[0-9a-f]+").isEqualTo(hash.of(visitor));
    assertThat(hash.of(new VisitorKey("shop", "w"))).isNotEqualTo(hash.of(visitor));
    assertThat(hash.of(new VisitorKey("other", "v"))).isNotEqualTo(hash.of(visitor));
    var another = VisitorHash.under("0123456789abcdeg");
    assertThat(another.of(visitor)).isNotEqualTo(hash.of(visitor));
    assertThat(another.keyId()).isNotEqualTo(hash.keyId());
    assertThat(another).isNotEqualTo(hash);
    assertThat(VisitorHash.under("0123456789abcdef")).isEqualTo(hash);
  }

  @Test
  void isTheMacThatAnyToolMakes() {
    // printf 'shop\0v' | openssl dgst -sha256 -hmac 0123456789abcdef, the first 32 characters
    assertThat(hash.of(new VisitorKey("shop", "v"))).isEqualTo("c77fb8ce2483b37faa41d7e703f4d0d9");
  }

  @Test
  void refusesAShortSecret() {
    assertThatThrownBy(() -> VisitorHash.under("short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("secret: 5 characters (expected: at least 16)");
  }
}
