package dev.weft.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
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
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      put(out, "weft/" + nameOf(Inside.class) + "data", bytesOf(Inside.class));
      put(out, "weft/text.txt", "old".getBytes(StandardCharsets.UTF_8));
      put(out, "META-INF/versions/9/weft/text.txt", "new".getBytes(StandardCharsets.UTF_8));
      put(out, "outside.txt", new byte[1]);
    }
    loader = new AgentClassLoader(jar.toFile());
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
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
    assertThat(loader.getResource("outside.txt")).isNull();
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

  private static String text(InputStream in) throws IOException {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
