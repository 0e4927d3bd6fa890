package dev.weft.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentClassLoaderTest {
  @TempDir Path directory;
  private AgentClassLoader loader;

  /** What only the agent's jar has by this name. */
  static final class Inside {}

  @BeforeEach
  void packs() throws IOException {
    Path jar = directory.resolve("agent.jar");
    TestPacks packs = new TestPacks();
    packs.add(nameOf(Inside.class), 0, bytesOf(Inside.class));
    packs.add("text.txt", TestPacks.VERSIONED, bytes("old"));
    packs.add("META-INF/versions/9/text.txt", 0, bytes("new"));
    packs.add("META-INF/versions/9/late.txt", 0, bytes("late"));
    packs.addVersionedOnly("late.txt");
    packs.add("META-INF/versions/999/text.txt", 0, bytes("of a later JDK"));
    packs.add("META-INF/versions/9/plain.txt", 0, bytes("not looked for"));
    packs.add("plain.txt", 0, bytes("plain"));
    // Two names of one hash, and a third that is not there.
    packs.add("Aa.txt", 0, bytes("first"));
    packs.add("BB.txt", 0, bytes("second"));
    packs.write(jar);
    loader = new AgentClassLoader(jar.toFile());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String nameOf(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  private static byte[] bytesOf(Class<?> type) throws IOException {
    try (InputStream in = type.getClassLoader().getResourceAsStream(nameOf(type))) {
      return in.readAllBytes();
    }
  }

  @Test
  void ownClassesComeBeforeTheApplications() throws Exception {
    Class<?> inside = loader.loadClass(Inside.class.getName());

    assertThat(inside).isNotEqualTo(Inside.class);
    assertThat(inside.getClassLoader()).isSameAs(loader);
    assertThat(loader.loadClass(Inside.class.getName())).isSameAs(inside);
  }

  @Test
  void theApplicationIsNotSeen() {
    assertThatThrownBy(() -> loader.loadClass(AgentClassLoaderTest.class.getName()))
        .isInstanceOf(ClassNotFoundException.class);
    assertThatThrownBy(() -> loader.loadClass("org.junit.jupiter.api.Test"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThat(loader.getResource(nameOf(AgentClassLoaderTest.class))).isNull();
    assertThat(loader.getResource("dev/weft/bootstrap/Premain.class")).isNull();
  }

  @Test
  void theWholeJdkIsSeen() throws Exception {
    assertThat(loader.loadClass("java.net.http.HttpClient")).isNotNull();
    assertThat(loader.loadClass("com.sun.net.httpserver.HttpServer")).isNotNull();
    assertThat(loader.loadClass("javax.net.ssl.SSLContext")).isNotNull();
    assertThat(loader.getResource("java/lang/Object.class")).isNotNull();
  }

  @Test
  void otherAgentsAreToldThatTheirClassesAreUnknown() {
    for (String name :
        new String[] {
          "io.opentelemetry.javaagent.bootstrap.PatchLogger", "datadog.A", "com.newrelic.B"
        }) {
      assertThatThrownBy(() -> loader.loadClass(name)).isInstanceOf(ClassNotFoundException.class);
    }
  }

  @Test
  void resourcesOfThisJavaVersionComeFirst() throws Exception {
    assertThat(text(loader.getResourceAsStream("text.txt"))).isEqualTo("new");
    assertThat(text(loader.getResource("text.txt").openStream())).isEqualTo("new");
    assertThat(Collections.list(loader.getResources("text.txt"))).hasSize(1);
  }

  @Test
  void classesAreResourcesByTheirOrdinaryNames() throws Exception {
    assertThat(loader.getResourceAsStream(nameOf(Inside.class)).readAllBytes())
        .isEqualTo(bytesOf(Inside.class));
  }

  @Test
  void onlyLaterJdksMayHaveAForm() throws Exception {
    assertThat(text(loader.getResourceAsStream("late.txt"))).isEqualTo("late");
    assertThat(text(loader.getResourceAsStream("plain.txt"))).isEqualTo("plain");
  }

  @Test
  void namesOfOneHashAreToldApart() throws Exception {
    assertThat("Aa.txt").hasSameHashCodeAs("BB.txt");
    assertThat(text(loader.getResourceAsStream("Aa.txt"))).isEqualTo("first");
    assertThat(text(loader.getResourceAsStream("BB.txt"))).isEqualTo("second");
    assertThat(loader.getResource("missing.txt")).isNull();
  }

  @Test
  void whatWasUnpackedIsLetGoOnceNothingIsLookedFor() throws Exception {
    AgentPacks packs = new AgentPacks(directory.resolve("agent.jar").toFile());
    WeakReference<byte[]> pack = new WeakReference<>(packs.find("plain.txt").pack);

    packs.rest();
    System.gc();
    assertThat(pack.get()).isNotNull();

    packs.rest();
    System.gc();
    assertThat(pack.get()).isNull();
    AgentPacks.Found again = packs.find("plain.txt");
    assertThat(new String(again.pack, again.offset, again.length, StandardCharsets.UTF_8))
        .isEqualTo("plain");
  }

  @Test
  void aJarThatIsCutOffIsRefusedByName() throws Exception {
    Path jar = directory.resolve("cut.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("outside.txt"));
    }
    assertThatThrownBy(() -> new AgentClassLoader(jar.toFile()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut.jar has no weft/index");
  }

  private static String text(InputStream in) throws IOException {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
