package dev.weft.instrumentation.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.HookPoint;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held against the version that the module is compiled with, both variants. */
class GrpcAdaptersTest {
  static Stream<HookPoint> places() {
    return GrpcAdapters.all().stream().flatMap(adapter -> adapter.hooks().stream());
  }

  @ParameterizedTest
  @MethodSource("places")
  void everyPlaceExists(HookPoint place) throws ClassNotFoundException {
    assertThat(load(place.className()).getDeclaredMethods())
        .anyMatch(
            method ->
                method.getName().equals(place.method())
                    && descriptor(method).equals(place.descriptor()));
  }

  static Stream<Adapter.Requirement> requirements() {
    return GrpcAdapters.all().stream().flatMap(adapter -> adapter.requirements().stream());
  }

  @ParameterizedTest
  @MethodSource("requirements")
  void everyRequirementIsMet(Adapter.Requirement requirement) throws ClassNotFoundException {
    Class<?> type = load(requirement.className());
    Stream<String> fields =
        Arrays.stream(type.getDeclaredFields())
            .map(field -> field.getName() + " " + field.getType().descriptorString());
    Stream<String> constructors =
        Arrays.stream(type.getDeclaredConstructors())
            .map(c -> MethodType.methodType(void.class, c.getParameterTypes()))
            .map(made -> "<init> " + made.toMethodDescriptorString());
    assertThat(Stream.concat(fields, constructors))
        .contains(requirement.member() + " " + requirement.descriptor());
  }

  @Test
  void theImplementationHasAHookForEveryKey() throws Exception {
    Adapter adapter = GrpcAdapters.all().get(0);
    assertThat(Class.forName(adapter.implementation())).isEqualTo(GrpcHooks.class);
    GrpcHooks hooks = new GrpcHooks(new LoopbackMesh());
    for (HookPoint place : adapter.hooks()) {
      assertThat(hooks.hook(place.key())).as(place.key()).isNotNull();
    }
  }

  private static Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, false, GrpcAdaptersTest.class.getClassLoader());
  }

  private static String descriptor(Method method) {
    return MethodType.methodType(method.getReturnType(), Arrays.asList(method.getParameterTypes()))
        .toMethodDescriptorString();
  }
}
