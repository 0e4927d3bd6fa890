package dev.weft.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.bootstrap.Adapter.Requirement;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {
  private static final String LIBRARY = Library.class.getName();

  private static Members members(Requirement... required) {
    Adapter adapter = new Adapter("lib", List.of(), List.of(), List.of(required), List.of(), "");
    return new Members(adapter, MethodHandles.lookup());
  }

  private static Requirement has(String member, String descriptor) {
    return new Requirement(LIBRARY, member, descriptor);
  }

  @Test
  void whatIsRequiredIsReadWrittenAndCalled() throws Throwable {
    Members members =
        members(has("<init>", "(I)V"), has("size", "I"), has("grow", "(I)J"), has("of", "(I)I"));
    Object library = members.constructor(LIBRARY).invoke(3);
    assertThat((int) members.getter(LIBRARY, "size").invoke(library)).isEqualTo(3);
    members.setter(LIBRARY, "size").invoke(library, 4);
    assertThat((long) members.method(LIBRARY, "grow").invoke(library, 2)).isEqualTo(6);
    assertThat((int) members.staticMethod(LIBRARY, "of").invoke(1)).isEqualTo(2);
    assertThat(members.type(LIBRARY)).isEqualTo(Library.class);
  }

  @Test
  void ofSeveralSpellingsTheOneThatIsThereIsTaken() throws Throwable {
    Members members = members(has("length|size", "I"));
    assertThat((int) members.getter(LIBRARY, "length|size").invoke(new Library(5))).isEqualTo(5);
  }

  @Test
  void whatIsNotRequiredIsNotFoundThoughItIsThere() {
    Members members = members(has("grow", "(I)J"), has("of", ""));
    assertThatThrownBy(() -> members.getter(LIBRARY, "size"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not require " + LIBRARY + " size");
    assertThatThrownBy(() -> members.constructor(LIBRARY))
        .hasMessageContaining("does not require " + LIBRARY + " <init>");
    assertThatThrownBy(() -> members.staticMethod(LIBRARY, "of"))
        .hasMessageContaining("does not require " + LIBRARY + " of");
    assertThatThrownBy(() -> members.type("java.lang.String"))
        .hasMessageContaining("does not require java.lang.String");
  }

  @Test
  void whatAnotherVersionOfTheLibraryLacksIsSaid() {
    Members members = members(has("size", "J"), has("shrink", "()V"));
    assertThatThrownBy(() -> members.getter(LIBRARY, "size"))
        .hasMessageContaining("the library of lib differs")
        .hasCauseInstanceOf(NoSuchFieldException.class);
    assertThatThrownBy(() -> members.method(LIBRARY, "shrink"))
        .hasCauseInstanceOf(NoSuchMethodException.class);
  }

  @SuppressWarnings("unused")
  private static final class Library {
    private int size;

    private Library(int size) {
      this.size = size;
    }

    private long grow(int by) {
      size += by;
      return size;
    }

    private static int of(int size) {
      return size + 1;
    }
  }
}
