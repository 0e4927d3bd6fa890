package dev.weft.policy.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
  private final DocumentReader reader = new DocumentReader();

  @Test
  void aStreamOfYamlGivesItsDocumentsWithoutTheEmptyOnes() throws Exception {
    List<RawDocument> documents =
        reader.read("---\n# nothing\n---\na: 1\n---\nb: [x, {c: d}]\n---\n");
    assertThat(documents)
        .extracting(RawDocument::tree)
        .containsExactly(Map.of("a", 1L), Map.of("b", List.of("x", Map.of("c", "d"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1}",
        "[{\"a\":1}]",
        "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[{\"a\":1}]}",
        "kind: List\nitems:\n- a: 1\n",
        "- a: 1\n",
        "a: 1"
      })
  void oneDocumentCanBeSaidInSeveralForms(String text) throws Exception {
    assertThat(reader.read(text)).extracting(RawDocument::tree).containsExactly(Map.of("a", 1L));
  }

  @Test
  void anEmptyTextHasNoDocuments() throws Exception {
    assertThat(reader.read("")).isEmpty();
    assertThat(reader.read("# only a comment\n---\n---\n")).isEmpty();
  }

  @Test
  void scalarsHaveYamlsTypes() throws Exception {
    String text =
        "long: 80\ntext: \"80\"\nreal: 1.5\ntruth: true\nnothing:\ntilde: ~\nempty: ''\n"
            + "port: !!str 80\nhost: fe80::1\n80: key\n";
    assertThat(reader.read(text).get(0).tree())
        .containsEntry("long", 80L)
        .containsEntry("text", "80")
        .containsEntry("real", 1.5)
        .containsEntry("truth", true)
        .containsEntry("nothing", null)
        .containsEntry("tilde", null)
        .containsEntry("empty", "")
        .containsEntry("port", "80")
        .containsEntry("host", "fe80::1")
        .containsEntry("80", "key");
  }

  @Test
  void linesAreThoseOfTheWholeText() throws Exception {
    List<RawDocument> documents = reader.read("a: 1\n---\nb:\n  c:\n  - d\n  - e\n");
    assertThat(documents.get(0).lines()).containsEntry("a", 1);
    assertThat(documents.get(1).lines()).containsEntry("b.c", 4).containsEntry("b.c[1]", 6);
    assertThat(documents.get(1).lines()).containsEntry("", 3);
    assertThat(reader.read("[\n{\"a\":\n1}]").get(0).lines()).containsEntry("a", 2);
    List<RawDocument> items = reader.read("kind: List\nitems:\n- a: 1\n- b:\n  - c\n");
    assertThat(items.get(1).lines())
        .containsOnly(Map.entry("", 4), Map.entry("b", 4), Map.entry("b[0]", 5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`a: &x [1]\nb: *x\n` | aliases are not supported",
        "`a: &x {b: 1}\nc:\n  <<: *x\n` | not supported",
        "`a: 1\na: 2\n` | a: the field stands here twice",
        "`a: 1\n---\nb: !ruby/object x\n` | document 2, line 3",
        "`a: !!binary aGk=\n` | the tag tag:yaml.org,2002:binary is not supported",
        "`a: .nan\n` | a: Malformed numeric value",
        "`a: [1\n` | line",
        "`a: 'x\n` | line",
        "`\tb: 1\n` | line",
        "`just a text` | an object was expected",
        "`- 5` | an object was expected",
        "`? [a]\n: b\n` | field name",
        "`{\"a\":1} x` | Unrecognized token",
        "`a: 99999999999999999999999` | beyond 64 bits",
      })
  void unreadableTextsSayWhy(String text, String expected) {
    assertThatThrownBy(() -> reader.read(text))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void deepTextsAreRefusedBeforeTheyHurt(String opening) {
    assertThatThrownBy(() -> reader.read("x: " + opening.repeat(2_000)))
        .isInstanceOf(UnreadableDocumentException.class);
  }

  @Test
  void longTextsAreRefused() {
    char[] text = new char[DocumentReader.MAX_CHARS + 1];
    Arrays.fill(text, ' ');
    assertThatThrownBy(() -> reader.read(new String(text)))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageContaining("longer than");
  }

  @Test
  void linesOfLongNamesNestedDeepDoNotFillTheMemory() throws Exception {
    String deep = "{\"" + "n".repeat(40_000) + "\":{\"" + "m".repeat(40_000) + "\":[";
    RawDocument document = reader.read(deep + "0,".repeat(100_000) + "0]}}").get(0);
    assertThat(document.lines().keySet().stream().mapToLong(String::length).sum())
        .isLessThan(20_000_000);
  }

  @Test
  void whatIsSaidOfLongNamesIsShort() {
    String twice = "\"" + "n".repeat(40_000) + "\":1";
    assertThatThrownBy(() -> reader.read("{" + twice + "," + twice + "}"))
        .isInstanceOf(UnreadableDocumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
  }

  @Test
  void manyDocumentsAreRefused() {
    assertThatThrownBy(() -> reader.read("---\na: 1\n".repeat(5_001)))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageContaining("more than 5000 documents");
  }
}
