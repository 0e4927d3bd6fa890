package dev.weft.policy.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
  private final JsonTree json = new JsonTree(new TreeLimits(1000, 4, 20));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "-3",
        "9223372036854775807",
        "1.5",
        "\"a\\n\\\"☃\"",
        "[]",
        "{\"b\":1,\"a\":[{},null]}"
      })
  void whatIsReadIsWrittenTheSame(String text) throws Exception {
    assertThat(json.write(json.read(text))).isEqualTo(text);
  }

  @Test
  void linesAreToldByPath() throws Exception {
    Map<String, Integer> lines = new HashMap<>();
    json.read("{\n\"a\": [\n1,\n{\"b/c\": 2}]}", lines);
    assertThat(lines).containsEntry("a", 2).containsEntry("a[0]", 3);
    assertThat(lines).containsEntry("a[1]", 4).containsEntry("a[1][\"b/c\"]", 4);
  }

  @Test
  void errorsKnowTheirPlace() {
    assertThatThrownBy(() -> json.read("{\"a\": [1,\n {\"b\": 2, \"b\": 3}]}"))
        .isInstanceOfSatisfying(
            MalformedTreeException.class,
            e -> {
              assertThat(e.path()).isEqualTo("a[1].b");
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.reason()).contains("twice");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[1,]", "{'a':1}", "NaN", "01", "1e999", "// c\n1", "[[[[[1]]]]]", "1 2"})
  void whatIsNoJsonOrBeyondTheLimitsIsRefused(String text) {
    assertThatThrownBy(() -> json.read(text)).isInstanceOf(MalformedTreeException.class);
  }

  @Test
  void treesCannotBeChanged() throws Exception {
    Map<?, ?> object = (Map<?, ?>) json.read("{\"a\":[1]}");
    assertThatThrownBy(object::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(((List<?>) object.get("a"))::clear)
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void whatIsNoTreeIsNotWritten() {
    List<Object> list = new ArrayList<>(List.of(new Object()));
    assertThatThrownBy(() -> json.write(list)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> json.write(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
