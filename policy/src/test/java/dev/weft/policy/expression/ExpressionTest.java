package dev.weft.policy.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private final Map<Attribute, Object> attributes =
      new HashMap<>(
          Map.of(
              Attribute.METHOD,
              "GET",
              Attribute.URL_PATH,
              "/reviews/1",
              Attribute.CODE,
              503L,
              Attribute.DURATION,
              250_000L,
              Attribute.MTLS,
              true));

  private final Expression.Call call =
      new Expression.Call() {
        @Override
        public @Nullable Object attribute(Attribute attribute) {
          return attributes.get(attribute);
        }

        @Override
        public @Nullable String header(String name) {
          return name.equals("x-user") ? "jason" : null;
        }
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "response.code >= 400 ; true",
        "response.code<400;false",
        "response.code == 503 && request.method == 'GET' ; true",
        "response.code == 200 || request.method == \"GET\" ; true",
        "!(response.code == 503) ; false",
        "response.code == 200 || response.code == 503 && connection.mtls ; true",
        "(response.code == 200 || response.code == 503) && !connection.mtls ; false",
        "request.url_path.startsWith('/reviews') ; true",
        "request.url_path.endsWith('2') ; false",
        "request.url_path.contains('view') ; true",
        "request.duration > duration('0.2s') ; true",
        "request.duration > duration('1s') ; false",
        "response.code in [502, 503] ; true",
        "request.method in ['POST', 'PUT'] ; false",
        "request.headers['x-user'] == 'jason' ; true",
        "has(request.headers['x-user']) && !has(request.headers['x-none']) ; true",
        "request.method != 'a\\'b' ; true",
        "true ; true",
        "connection.mtls == false ; false",
      })
  void callsAreMeantAsCelMeansThem(String text, boolean meant) throws Exception {
    assertThat(Expression.parse(text).matches(call)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "response.grpc_status == 0 ; false",
        "!(response.grpc_status == 0) ; false",
        "response.grpc_status != 0 || response.code == 503 ; true",
        "response.code == 503 || response.grpc_status != 0 ; true",
        "response.grpc_status == 0 && response.code == 503 ; false",
        "!(response.grpc_status == 0 && response.code == 200) ; true",
      })
  void whatTheCallDoesNotHaveIsAnErrorThatTheOtherSideMayDecide(String text, boolean meant)
      throws Exception {
    assertThat(Expression.parse(text).matches(call)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "response.code ; at the end: the end where a comparison",
        "response.kode == 1 ; character 1: 'response.kode' where a text, a number",
        "response.code == '200' ; a whole number on both sides",
        "response.code == 200 and true ; character 22: 'and' where &&, || or the end",
        "request.url_path.matches('a+') ; 'matches' where startsWith, endsWith or contains",
        "(response.code == 1 ; the end where ) was expected",
        "request.method == 'GET ; the text from character 19 on has no end",
        "request.duration > duration('soon') ; a duration as 100ms, not 'soon'",
        "response.code == 1.5 ; '1.5' where a whole number",
        "response.code == 99999999999999999999 ; where a whole number",
        "response.code in [response.code] ; only texts, numbers",
        "connection.mtls < true ; == or != between",
        "response.code == 1 % 2 ; character 20: '%' is not understood",
        "request.method == 'a\\nb' ; after a backslash",
        "~~ ; the end where a text",
      })
  void whatIsNotUnderstoodIsRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> Expression.parse(text))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "("})
  void aTextThatNestsWithoutEndIsRefused(String one) {
    assertThatThrownBy(() -> Expression.parse(one.repeat(4_000)))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("at most 50");
  }

  @Test
  void aTextWithoutEndIsRefused() {
    assertThatThrownBy(() -> Expression.parse(" ".repeat(5_000)))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("at most 4096");
  }

  @Test
  void equalTextsAreEqualExpressions() throws Exception {
    String text = "response.code in [1, 2] && has(request.id)";
    assertThat(Expression.parse(text)).isEqualTo(Expression.parse(text.replace(" ", "  ")));
  }
}
