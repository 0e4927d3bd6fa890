package dev.weft.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookPoint;
import dev.weft.bootstrap.ToApplication;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassWeaverTest {
  private static final String NAME = Woven.class.getName();

  private static HookPoint replace(String method) {
    return HookPoint.replace(NAME, method, "", method);
  }

  private static HookPoint around(String method) {
    return HookPoint.around(NAME, method, "", method);
  }

  @Test
  void replaceReturnsTheHooksAnswerInsteadOfRunning() throws Throwable {
    WovenClass woven = new WovenClass(replace("text"));
    woven.hook("text", (self, a, b, c, d) -> "hooked");

    assertThat(woven.call("text", "x", 2L, 3.0)).isEqualTo("hooked");
    assertThat(woven.calls).containsExactly("text self [x, 2, 3.0, null]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "wide", "letter"})
  void replaceRunsTheMethodWhereTheHookAnswersNull(String method) throws Throwable {
    WovenClass woven = new WovenClass(replace(method));

    Object[] arguments =
        switch (method) {
          case "text" -> new Object[] {"x", 2L, 3.0};
          case "wide" -> new Object[] {4L, 2.5, 3};
          default -> new Object[] {(byte) 60, (short) 4, 1f};
        };
    Object expected =
        switch (method) {
          case "text" -> "x23.0";
          case "wide" -> 10L;
          default -> 'A';
        };
    assertThat(woven.call(method, arguments)).isEqualTo(expected);
    assertThat(woven.calls).hasSize(1);
  }

  @Test
  void replaceAnswersPrimitivesAndArraysAndNothing() throws Throwable {
    WovenClass woven =
        new WovenClass(
            replace("sum"), replace("wide"), replace("flag"), replace("array"), replace("any"));
    woven
        .hook("sum", (self, a, b, c, d) -> 42)
        .hook("wide", (self, a, b, c, d) -> 43L)
        .hook("flag", (self, a, b, c, d) -> false)
        .hook("array", (self, a, b, c, d) -> Hook.NOTHING)
        .hook("any", (self, a, b, c, d) -> Hook.NOTHING);

    assertThat(woven.call("sum", 1, 2)).isEqualTo(42);
    assertThat(woven.call("wide", 1L, 2.0, 3)).isEqualTo(43L);
    assertThat(woven.call("flag")).isEqualTo(false);
    assertThat(woven.call("array")).isNull();
    assertThat(woven.call("any")).isNull();
    assertThat(woven.calls.get(0)).isEqualTo("sum null [1, 2, null, null]");
  }

  @Test
  void replaceSkipsVoidMethods() throws Throwable {
    WovenClass woven = new WovenClass(replace("set"), replace("spin"));
    AtomicReference<String> target = new AtomicReference<>();
    int[] counter = {0};

    woven.call("set", target, "ran");
    woven.call("spin", counter);
    assertThat(target).hasValue("ran");
    assertThat(counter).containsExactly(4);

    woven.hook("set", (self, a, b, c, d) -> Hook.NOTHING);
    woven.call("set", target, "ran again");
    assertThat(target).hasValue("ran");
  }

  @Test
  void argumentTakesTheHooksAnswer() throws Throwable {
    WovenClass woven = new WovenClass(HookPoint.argument(NAME, "wide", "", 1, "second"));
    woven.hook("second", (self, argument, b, c, d) -> (Double) argument * 10);

    assertThat(woven.call("wide", 0L, 2.0, 3)).isEqualTo(60L);
    assertThat(woven.calls).containsExactly("second self [2.0, 0, 3, null]");
  }

  @Test
  void argumentOfAConstructorIsReplacedBeforeSuper() throws Throwable {
    WovenClass woven =
        new WovenClass(
            HookPoint.argument(NAME, "<init>", "", 0, "name"),
            HookPoint.argument(NAME, "<init>", "", 1, "number"),
            HookPoint.exit(NAME, "<init>", "", "made"));
    woven
        .hook("name", (self, argument, b, c, d) -> "other")
        .hook("number", (self, argument, b, c, d) -> 7);

    Object made = woven.make("one", 1);

    assertThat(made.getClass().getField("name").get(made)).isEqualTo("other7");
    assertThat(woven.calls).hasSize(3);
    assertThat(woven.calls.get(2)).startsWith("made self");
  }

  @Test
  void resultTakesTheHooksAnswerAtEveryReturn() throws Throwable {
    WovenClass woven = new WovenClass(HookPoint.result(NAME, "branches", "", "result"));
    woven.hook("result", (self, result, a, b, c) -> result + "!");

    assertThat(woven.call("branches", 0)).isEqualTo("zero!");
    assertThat(woven.call("branches", 3)).isEqualTo("many012!");
    assertThat(woven.calls).contains("result self [zero, 0, null, null]");
    assertThatThrownBy(() -> woven.call("branches", 1)).hasMessage("caught one");
  }

  @Test
  void endsAreGivenTheParametersAsTheyWereAtTheEntry() throws Throwable {
    WovenClass woven = new WovenClass(HookPoint.result(NAME, "reassigned", "", "result"));

    assertThat(woven.call("reassigned", "first", "second")).isEqualTo("6");
    assertThat(woven.calls).containsExactly("result self [6, first, second, null]");
  }

  @Test
  void aroundKeepsWhatTheFirstHookAnsweredAndEndsByReturnAndByThrow() throws Throwable {
    WovenClass woven = new WovenClass(around("branches"));
    woven.hook("branches", (self, a, b, c, d) -> "kept" + a);

    assertThat(woven.call("branches", 0)).isEqualTo("zero");
    assertThatThrownBy(() -> woven.call("branches", 1)).hasMessage("caught one");

    assertThat(woven.calls)
        .containsExactly(
            "branches self [0, null, null, null]",
            "branches/end self [kept0, null, 0, null]",
            "branches self [1, null, null, null]",
            "branches/end self [kept1, java.lang.Exception: caught one, 1, null]");
  }

  @Test
  void whatTheEndThrowsDoesNotEndTwice() throws Throwable {
    WovenClass woven = new WovenClass(around("text"));
    woven.hook(
        "text/end",
        (self, a, b, c, d) -> {
          throw new ToApplication(new IllegalStateException("refused"));
        });

    assertThatThrownBy(() -> woven.call("text", "x", 1L, 1.0)).hasMessage("refused");
    assertThat(woven.calls).hasSize(2);
  }

  @Test
  void aroundAnEmptyMethodIsAValidClass() throws Throwable {
    WovenClass woven = new WovenClass(around("empty"), around("spin"));

    woven.call("empty");
    woven.call("spin", new int[1]);

    assertThat(woven.calls).hasSize(4);
  }

  @Test
  void allShapesComposeOnOneMethod() throws Throwable {
    WovenClass woven =
        new WovenClass(
            HookPoint.result(NAME, "branches", "", "result"),
            around("branches"),
            HookPoint.around(NAME, "branches", "", "outer"),
            HookPoint.enter(NAME, "branches", "", "enter"),
            HookPoint.argument(NAME, "branches", "", 0, "argument"),
            HookPoint.replace(NAME, "branches", "", "replace"));
    woven.hook("argument", (self, argument, b, c, d) -> (Integer) argument + 1);

    assertThat(woven.call("branches", 2)).isEqualTo("many012");
    assertThat(woven.calls).hasSize(8);
    assertThat(woven.found).hasSize(6);
  }

  @Test
  void callsWithinABodyAreEnclosed() throws Throwable {
    WovenClass woven = new WovenClass(HookPoint.call(NAME, "runs", "", "run", "run"));
    Runnable task = () -> woven.calls.add("ran");

    woven.call("runs", task);

    assertThat(woven.calls)
        .containsExactly(
            "run self [" + task + ", null, null, null]",
            "ran",
            "run/end self [null, null, null, null]");
  }

  @Test
  void aPlaceThatIsNotThereIsNotFound() throws Exception {
    WovenClass woven =
        new WovenClass(replace("absent"), HookPoint.replace(NAME, "any", "()V", "k"));

    assertThat(woven.found).isEmpty();
  }

  @Test
  void whatAShapeCannotDoIsRefused() {
    assertThatThrownBy(() -> new WovenClass(HookPoint.replace(NAME, "<init>", "", "k")))
        .hasMessageContaining("constructor");
    assertThatThrownBy(() -> new WovenClass(HookPoint.argument(NAME, "any", "", 0, "k")))
        .hasMessageContaining("no such parameter");
    assertThatThrownBy(() -> new WovenClass(HookPoint.result(NAME, "empty", "", "k")))
        .hasMessageContaining("needs a result");
    assertThatThrownBy(() -> new WovenClass(HookPoint.call(NAME, "any", "", "run", "k")))
        .hasMessageContaining("not called");
  }
}
