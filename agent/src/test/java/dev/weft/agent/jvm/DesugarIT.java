package dev.weft.agent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tool that the jar is made with changes how classes are linked, and not what they do. */
class DesugarIT {
  private static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();

  @TempDir Path directory;

  static Stream<Path> homes() {
    return Jvm.homes();
  }

  @ParameterizedTest
  @MethodSource("homes")
  void desugaredClassesDoTheSameWithoutSpinningAny(Path home) throws Exception {
    Path log = directory.resolve("classes.log");
    Jvm.Result original = Jvm.on(home).run(DesugarSample.class);
    copyTo(directory, ".class", ".classdata");
    desugar();
    rename();

    Jvm.Result desugared =
        Jvm.on(home)
            .option("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal")
            .option("-Xlog:class+load:file=" + log)
            .classPath(directory.toString())
            .run(DesugarSample.class);

    assertThat(original.lines()).hasSizeGreaterThan(20);
    assertThat(desugared.err()).isEmpty();
    assertThat(desugared.lines()).isEqualTo(original.lines());
    // What is left is the JDK's own.
    assertThat(Files.readAllLines(log))
        .noneMatch(line -> line.contains("DesugarSample$$Lambda"))
        .anyMatch(line -> line.contains("DesugarSample$$L0"));
  }

  private static void copyTo(Path to, String from, String suffix) throws IOException {
    Path ofPackage = Path.of(DesugarSample.class.getPackageName().replace('.', '/'));
    Files.createDirectories(to.resolve(ofPackage));
    try (Stream<Path> all = Files.list(CLASSES.resolve(ofPackage))) {
      for (Path file : all.filter(f -> f.getFileName().toString().startsWith("Desugar")).toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(DesugarSample.class.getSimpleName())) {
          Files.copy(file, to.resolve(ofPackage).resolve(name.replace(from, suffix)));
        }
      }
    }
  }

  private void desugar() throws Exception {
    String asm =
        Path.of(ClassReader.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    Jvm.Result result =
        Jvm.execute(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                Path.of("target/image-tool").toAbsolutePath() + File.pathSeparator + asm,
                "dev.weft.agent.image.Desugar",
                directory.toString()));
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  private void rename() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(f -> f.toString().endsWith(".classdata")).toList()) {
        String name = file.getFileName().toString();
        Files.move(file, file.resolveSibling(name.replace(".classdata", ".class")));
      }
    }
  }
}
