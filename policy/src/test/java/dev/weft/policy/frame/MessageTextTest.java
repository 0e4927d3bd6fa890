package dev.weft.policy.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.policy.tree.JsonTree;
import dev.weft.policy.tree.MalformedTreeException;
import dev.weft.policy.tree.TreeLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside Jackson, which the collector's interfaces read and write with. */
class MessageTextTest {
  private static final TreeLimits LIMITS = new TreeLimits(1000, 4, 40);
  private static final String REFUSED = "(refused)";

  private final JsonTree jackson = new JsonTree(LIMITS);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "-3",
        "-0",
        "9223372036854775807",
        "9223372036854775808",
        "1.5",
        "1e5",
        "1E-2",
        "-1.25e+3",
        "1e999",
        "01",
        "-",
        "1.",
        ".5",
        "+1",
        "1e",
        "0x1",
        "NaN",
        "nul",
        "nullx",
        "\"a\\n\\\"\u2603\"",
        "\"\\u00e9\\uD83D\\uDE00\\/\"",
        "\"\\u12\"",
        "\"\\x\"",
        "\"a",
        "\"a\nb\"",
        "\"\\",
        "'a'",
        "[]",
        "[ ]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1",
        "[",
        "{",
        "{}",
        "{ }",
        "{\"a\":1",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{\"a\":}",
        "{a:1}",
        "{\"\":1}",
        "{\"b\":1,\"a\":[{},null]}",
        "{\"a\":1,\"a\":2}",
        "[[[[1]]]]",
        "[[[[[1]]]]]",
        "1 2",
        "// c\n1",
        "[1]x",
        " \t\r\n[ 1 , 2 ] \n",
        "\u00a0" + "1"
      })
  void readsWhatJacksonReadsAndRefusesWhatItRefuses(String text) {
    assertThat(read(text)).isEqualTo(readByJackson(text));
  }

  @Test
  void readsAndWritesWhatJacksonDoesForAnyTree() throws Exception {
    Random random = new Random(4);
    for (int i = 0; i < 3_000; i++) {
      Object tree = tree(random, 1);
      String text = MessageWriter.write(tree);
      assertThat(text).isEqualTo(jackson.write(tree));
      assertThat(MessageReader.read(text, LIMITS)).isEqualTo(tree);
    }
  }

  @Test
  void brokenTextsAreJudgedAsJacksonJudgesThem() {
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(MessageWriter.write(tree(random, 1)));
      String pieces = "{}[],:\"\\ 0123.-+eEtfnu\n\u0001a";
      int at = random.nextInt(text.length());
      if (random.nextBoolean()) {
        text.setCharAt(at, pieces.charAt(random.nextInt(pieces.length())));
      } else {
        text.deleteCharAt(at);
      }
      Object mine = read(text.toString());
      assertThat(mine).as(text.toString()).isEqualTo(readByJackson(text.toString()));
      refused += REFUSED.equals(mine) ? 1 : 0;
    }
    assertThat(refused).isBetween(2_000, 19_000);
  }

  @Test
  void errorsKnowTheirPlace() {
    assertThatThrownBy(() -> MessageReader.read("{\"a\": [1,\n {\"b\": 2, \"b\": 3}]}", LIMITS))
        .isInstanceOfSatisfying(
            MalformedTreeException.class,
            e -> {
              assertThat(e.path()).isEqualTo("a[1].b");
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.reason()).contains("twice");
            });
  }

  @Test
  void nothingBeyondTheLimitsIsRead() {
    assertThat(read("\"" + "x".repeat(2000) + "\"")).isEqualTo(REFUSED);
    assertThat(read("[" + "1,".repeat(50) + "1]")).isEqualTo(REFUSED);
    assertThat(read("1" + "0".repeat(100) + ".5")).isEqualTo(REFUSED);
  }

  @Test
  void treesCannotBeChangedAndWhatIsNoneIsNotWritten() throws Exception {
    Map<?, ?> object = (Map<?, ?>) MessageReader.read("{\"a\":[1]}", LIMITS);
    assertThatThrownBy(object::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(((List<?>) object.get("a"))::clear)
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> MessageWriter.write(List.of(new Object())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MessageWriter.write(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static @Nullable Object read(String text) {
    try {
      return MessageReader.read(text, LIMITS);
    } catch (MalformedTreeException e) {
      return REFUSED;
    }
  }

  private @Nullable Object readByJackson(String text) {
    try {
      return jackson.read(text);
    } catch (MalformedTreeException e) {
      return REFUSED;
    }
  }

  private static @Nullable Object tree(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 6 : 8)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> (double) (random.nextInt() >> random.nextInt(32)) / (1 << random.nextInt(20));
      case 4, 5 -> text(random);
      case 6 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(tree(random, depth + 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.put(text(random), tree(random, depth + 1));
        }
        yield object;
      }
    };
  }

  private static String text(Random random) {
    String alphabet = "abc \"\\/\b\f\n\r\t\u0000\u001f\u007f\u00e9\u2603\ud83d\ude00";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
