package dev.weft.agent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

class JarContentIT {
  private static final long LIMIT_BYTES = 5L << 19;

  private static List<ZipEntry> entries() throws IOException {
    try (ZipFile jar = new ZipFile(AgentJar.PATH.toFile())) {
      List<ZipEntry> entries = new ArrayList<>(Collections.list(jar.entries()));
      entries.removeIf(ZipEntry::isDirectory);
      return entries;
    }
  }

  private static Stream<String> names() throws IOException {
    return entries().stream().map(ZipEntry::getName);
  }

  @Test
  void onlyTheEntryClassesAreClassesToOtherLoaders() throws IOException {
    assertThat(names().filter(name -> name.endsWith(".class")))
        .containsExactlyInAnyOrder(
            "dev/weft/bootstrap/Premain.class",
            "dev/weft/bootstrap/Launch.class",
            "dev/weft/bootstrap/AgentClassLoader.class",
            "dev/weft/bootstrap/AgentPacks.class",
            "dev/weft/bootstrap/AgentPacks$Found.class",
            "dev/weft/bootstrap/AgentResource.class",
            "dev/weft/bootstrap/AgentResource$Handler.class");
    assertThat(names())
        .allMatch(
            name ->
                name.startsWith("dev/weft/bootstrap/")
                    || name.equals("weft/index")
                    || name.matches("weft/pack\\.[0-9]+")
                    || name.equals("META-INF/MANIFEST.MF"));
  }

  @Test
  void nothingIsThereTwice() throws IOException {
    assertThat(names()).doesNotHaveDuplicates();
    assertThat(PackedJar.read(AgentJar.PATH))
        .containsKey("dev/weft/bootstrap/Bridge.class")
        .doesNotContainKey("dev/weft/bootstrap/Premain.class");
  }

  /**
   * Each one executed costs half a millisecond of a start, the first ones far more. Left are
   * private bodies of OpenTelemetry's interfaces from before Java 11, which no other class may
   * call, and constants.
   */
  @Test
  void invokedynamicIsWrittenOut() throws IOException {
    Set<String> left = new TreeSet<>();
    PackedJar.read(AgentJar.PATH)
        .forEach(
            (name, bytes) -> {
              if (name.endsWith(".class") && !name.startsWith("META-INF/versions/")) {
                new ClassReader(bytes).accept(new DynamicCalls(left), ClassReader.SKIP_DEBUG);
              }
            });
    assertThat(left).allMatch(name -> name.startsWith("io/opentelemetry/")).hasSizeLessThan(12);
  }

  /** Each entry costs every JVM that opens the jar. */
  @Test
  void theJarHasFewEntries() throws IOException {
    assertThat(entries()).hasSizeLessThan(100);
  }

  /** Collects the classes that have one. */
  private static final class DynamicCalls extends ClassVisitor {
    private final Set<String> found;
    private String owner = "";

    DynamicCalls(Set<String> found) {
      super(Opcodes.ASM9);
      this.found = found;
    }

    @Override
    public void visit(int v, int access, String name, String sign, String up, String[] faces) {
      owner = name;
    }

    @Override
    public MethodVisitor visitMethod(int a, String name, String desc, String sign, String[] e) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitInvokeDynamicInsn(String n, String d, Handle boot, Object... args) {
          found.add(owner);
        }
      };
    }
  }

  @Test
  void theJarIsSmall() throws IOException {
    assertThat(Files.size(AgentJar.PATH)).isLessThan(LIMIT_BYTES);
  }

  @Test
  void theSameSourcesGiveTheSameBytes() throws IOException {
    assertThat(entries().stream().map(ZipEntry::getTimeLocal).distinct()).hasSize(1);
  }

  @Test
  void librariesThatTheAgentHasNoUseForStayOut() throws IOException {
    assertThat(PackedJar.read(AgentJar.PATH).keySet())
        .noneMatch(name -> name.contains("/snakeyaml/"))
        .noneMatch(name -> name.contains("/jackson/databind/"))
        .noneMatch(name -> name.contains("/jackson/dataformat/"))
        .noneMatch(name -> name.contains("net/bytebuddy/agent/"))
        .noneMatch(name -> name.contains("org/java_websocket/"))
        .noneMatch(name -> name.contains("org/slf4j/"))
        .noneMatch(name -> name.contains("META-INF/maven"))
        .noneMatch(name -> name.endsWith(".SF") || name.endsWith(".RSA"));
  }

  /**
   * Two libraries with the same service would overwrite each other's list when unpacked. Those that
   * are left out have theirs left out too.
   */
  @Test
  void servicesOfAllLibrariesAreThere() throws IOException {
    Map<String, byte[]> services = PackedJar.read(AgentJar.PATH);
    services.keySet().removeIf(name -> !name.startsWith("META-INF/services/"));
    assertThat(services).isNotEmpty();
    for (Map.Entry<String, byte[]> service : services.entrySet()) {
      Set<String> all = new TreeSet<>();
      String name = service.getKey();
      for (URL url : Collections.list(getClass().getClassLoader().getResources(name))) {
        try (InputStream in = url.openStream()) {
          all.addAll(providers(in));
        }
      }
      all.removeIf(provider -> provider.startsWith("com.fasterxml.jackson.dataformat."));
      assertThat(providers(new ByteArrayInputStream(service.getValue()))).as(name).isEqualTo(all);
    }
  }

  private static Set<String> providers(InputStream in) throws IOException {
    Set<String> providers = new TreeSet<>();
    new String(in.readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceAll("#.*", "").trim())
        .filter(line -> !line.isEmpty())
        .forEach(providers::add);
    return providers;
  }
}
