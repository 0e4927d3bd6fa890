package dev.weft.agent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With a cache of ahead-of-time linked classes, those wanted are loaded before any transformer. */
class AotCacheIT {
  @TempDir Path directory;

  /** Since JDK 25 one option makes the cache. */
  static Stream<Path> homes() {
    return Jvm.homes().filter(home -> Files.exists(home.resolve("lib/modules")) && is25(home));
  }

  private static boolean is25(Path home) {
    try {
      return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"25");
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("homes")
  void classesOfTheCacheAreWovenToo(Path home) throws Exception {
    Path cache = directory.resolve("app.aot");
    String modules = "--add-modules=java.instrument";
    String classPath = programJar().toString();
    Jvm.on(home)
        .option(modules, "-XX:AOTCacheOutput=" + cache)
        .classPath(classPath)
        .run(HttpProgram.class);
    assertThat(cache).isNotEmptyFile();

    Jvm.Result result =
        Jvm.on(home)
            .option(modules, "-XX:AOTCache=" + cache, AgentJar.FLAG, "-Dweft.service=probe")
            .option("-Xlog:class+load")
            .classPath(classPath)
            .run(HttpProgram.class);

    assertThat(result.lines()).contains("status 200", "traced");
    assertThat(result.lines().stream().filter(AotCacheIT::isWantedFromTheCache)).isNotEmpty();
  }

  private static boolean isWantedFromTheCache(String line) {
    return line.contains(" jdk.internal.net.http.HttpRequestImpl source: shared objects file");
  }

  /** Caches are made of classes in jars only. */
  private Path programJar() throws Exception {
    Path jar = directory.resolve("program.jar");
    String name = HttpProgram.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = HttpProgram.class.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new JarEntry(name));
      in.transferTo(out);
    }
    return jar;
  }
}
