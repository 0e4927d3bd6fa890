package dev.weft.instrumentation.http.jdk.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.RequestEdits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnHeadersTest {
  private final Map<String, List<String>> application =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, List<String>> system = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final OwnHeaders own = new OwnHeaders(application, system);

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

  private static Edits set(String name, String value) {
    return new Edits(Map.of(name, value), Map.of(), List.of());
  }

  @Test
  void whatIsSetStandsAmongTheLibrarysHeaders() {
    system.put("User-Agent", new ArrayList<>(List.of("Java")));
    assertThat(own.write(set("traceparent", "1"))).isTrue();
    assertThat(system)
        .containsEntry("traceparent", List.of("1"))
        .containsEntry("User-Agent", List.of("Java"));
  }

  @Test
  void theNextAttemptReplacesWhatTheOneBeforeHasWritten() {
    own.write(new Edits(Map.of("traceparent", "1", "x-once", "a"), Map.of(), List.of()));
    assertThat(own.write(set("traceparent", "2"))).isTrue();
    assertThat(system).containsOnly(Map.entry("traceparent", List.of("2")));
  }

  @Test
  void theLibraryFindsItsHeadersAsTheyWereWhenTheCallIsSettled() {
    system.put("User-Agent", new ArrayList<>(List.of("Java")));
    own.write(set("traceparent", "1"));
    own.takeBack();
    assertThat(system).containsOnlyKeys("User-Agent");
  }

  @Test
  void whatTheApplicationOrTheLibraryHasWrittenNeedsACopy() {
    application.put("TraceParent", List.of("own"));
    system.put("Cookie", new ArrayList<>(List.of("a=1")));
    assertThat(own.write(set("traceparent", "1"))).isFalse();
    assertThat(own.write(set("cookie", "b=2"))).isFalse();
    assertThat(system).containsOnly(Map.entry("Cookie", List.of("a=1")));
  }

  @Test
  void whatTheLibraryWritesLaterNeedsACopy() {
    for (String late : List.of("Host", "content-length", "Transfer-Encoding", "expect")) {
      assertThat(own.write(set(late, "1"))).as(late).isFalse();
    }
    assertThat(system).isEmpty();
  }

  @Test
  void whatIsAddedOrRemovedNeedsACopy() {
    assertThat(own.write(new Edits(Map.of("a", "1"), Map.of("b", "2"), List.of()))).isFalse();
    assertThat(own.write(new Edits(Map.of("a", "1"), Map.of(), List.of("b")))).isFalse();
    assertThat(system).isEmpty();
  }
}
