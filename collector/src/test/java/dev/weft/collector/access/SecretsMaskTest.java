package dev.weft.collector.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SecretsMaskTest {
  @Test
  void aTokenIsCutDownToItsId() {
    for (Token.Kind kind : Token.Kind.values()) {
      TokenText token = TokenText.make(kind, "0a".repeat(32), new SecureRandom());
      String cut = "weft_" + token.prefix() + "_" + token.id() + "_...";
      assertThat(Secrets.masked("/v1/x/" + token.text() + "/y")).isEqualTo("/v1/x/" + cut + "/y");
      String half = token.text().substring(0, 60);
      assertThat(Secrets.masked(half)).isEqualTo(cut);
    }
  }

  @Test
  void otherTextsStayAsTheyAre() {
    for (String text : new String[] {"", "reviews", "weft_collector_refused_total", "weft_op_1"}) {
      assertThat(Secrets.masked(text)).isEqualTo(text);
    }
  }
}
