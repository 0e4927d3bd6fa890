package dev.weft.smoke.structure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between modules, and no cycles between packages: the build's memory of the design. */
class StructureTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Module to the packages of Weft that it may use besides its own. */
  private static final Map<String, List<String>> ALLOWED =
      Map.of(
          "policy", List.of("dev.weft.policy.."),
          "core", List.of("dev.weft.core..", "dev.weft.policy.."),
          "agent-bootstrap", List.of("dev.weft.bootstrap.."),
          "instrumentation-http",
              List.of(
                  "dev.weft.instrumentation.http..",
                  "dev.weft.core..",
                  "dev.weft.policy..",
                  "dev.weft.bootstrap.."),
          "instrumentation-grpc",
              List.of(
                  "dev.weft.instrumentation.grpc..",
                  "dev.weft.core..",
                  "dev.weft.policy..",
                  "dev.weft.bootstrap.."),
          "agent",
              List.of(
                  "dev.weft.agent..",
                  "dev.weft.instrumentation..",
                  "dev.weft.core..",
                  "dev.weft.policy..",
                  "dev.weft.bootstrap.."),
          "collector", List.of("dev.weft.collector..", "dev.weft.policy.."),
          "examples", List.of());

  static Stream<String> modules() {
    return ALLOWED.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void usesOnlyTheModulesThatTheDesignAllows(String module) {
    String[] allowed = ALLOWED.get(module).toArray(String[]::new);
    classes()
        .should()
        .onlyDependOnClassesThat(notWeftOrIn(allowed))
        .because("the arrows between modules point one way")
        .check(classesOf(module));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void hasNoPackageCycles(String module) {
    slices()
        .matching("dev.weft.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(classesOf(module));
  }

  @Test
  void coreUsesTheJdkAndPolicyAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "javax.net.ssl..",
            "javax.security..",
            "com.google.re2j",
            "org.jspecify..",
            "dev.weft.core..",
            "dev.weft.policy..")
        .because("the data path has no library that could block, log or load slowly")
        .check(classesOf("core"));
  }

  @Test
  void everyModuleHasClassesToLookAt() {
    for (String module : ALLOWED.keySet()) {
      assertThat(classesOf(module)).as(module).isNotEmpty();
    }
  }

  private static DescribedPredicate<JavaClass> notWeftOrIn(String[] allowed) {
    return DescribedPredicate.describe(
        "are not Weft's, or are in " + Arrays.toString(allowed),
        type ->
            !type.getPackageName().startsWith("dev.weft")
                || Arrays.stream(allowed)
                    .map(prefix -> prefix.substring(0, prefix.length() - 2))
                    .anyMatch(prefix -> type.getPackageName().startsWith(prefix)));
  }

  private static JavaClasses classesOf(String module) {
    Path classes = ROOT.resolve(module).resolve("target/classes");
    assertThat(Files.isDirectory(classes)).as("%s is built", classes).isTrue();
    return new ClassFileImporter().importPath(classes);
  }
}
