package dev.weft.instrumentation.http.jdk.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.RequestEdits;
import dev.weft.policy.compiled.HeaderEdits;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EditedHeadersTest {
  private final Map<String, List<String>> system = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private record Edits(Map<String, String> set, Map<String, String> add, List<String> removed)
      implements RequestEdits {
    @Override
    public @Nullable String path() {
      return null;
    }

    @Override
    public @Nullable String authority() {
      return null;
    }

    @Override
    public void forEachSet(HeaderSink sink) {
      set.forEach(sink::header);
    }

    @Override
    public void forEachAdded(HeaderSink sink) {
      add.forEach(sink::header);
    }

    @Override
    public boolean isEmpty() {
      return false;
    }
  }

  private static HttpHeaders headers(String... namesAndValues) {
    Map<String, List<String>> map = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.computeIfAbsent(namesAndValues[i], name -> new ArrayList<>()).add(namesAndValues[i + 1]);
    }
    return HttpHeaders.of(map, (name, value) -> true);
  }

  @Test
  void namesAreMatchedWithoutCase() {
    HttpHeaders edited =
        EditedHeaders.request(
            headers("X-Set", "a", "X-Gone", "b", "X-Add", "c"),
            system,
            new Edits(Map.of("x-set", "1"), Map.of("x-add", "2"), List.of("x-gone")));
    assertThat(edited.allValues("x-set")).containsExactly("1");
    assertThat(edited.allValues("x-add")).containsExactly("c", "2");
    assertThat(edited.allValues("x-gone")).isEmpty();
  }

  @Test
  void theLibrarysOwnHeadersAreOverwrittenAndRemovedToo() {
    system.put("Cookie", new ArrayList<>(List.of("a=1")));
    system.put("User-Agent", new ArrayList<>(List.of("java")));
    EditedHeaders.request(
        headers(), system, new Edits(Map.of("cookie", "b=2"), Map.of(), List.of("user-agent")));
    assertThat(system).isEmpty();
  }

  @Test
  void addingToTheLibrarysOwnHeaderKeepsIt() {
    system.put("User-Agent", new ArrayList<>(List.of("java")));
    HttpHeaders edited =
        EditedHeaders.request(
            headers(), system, new Edits(Map.of(), Map.of("user-agent", "weft"), List.of()));
    assertThat(edited.allValues("user-agent")).containsExactly("java", "weft");
  }

  @Test
  void responsesAreEditedOnACopy() {
    HttpHeaders original = headers("server", "x");
    HttpHeaders edited =
        EditedHeaders.response(
            original, new HeaderEdits.Edits(Map.of("x-back", "r"), Map.of(), List.of("server")));
    assertThat(edited.map()).containsOnlyKeys("x-back");
    assertThat(original.map()).containsOnlyKeys("server");
  }

  @Test
  void refusalsSayWhyAndHowLongTheyAre() {
    Refusal refusal = Refusal.of(Reason.UH, 503, 14, "no healthy upstream");
    HttpHeaders headers = EditedHeaders.refusal(refusal, 19);
    assertThat(headers.firstValue("x-weft-flags")).hasValue("UH");
    assertThat(headers.firstValueAsLong("content-length")).hasValue(19);
  }
}
