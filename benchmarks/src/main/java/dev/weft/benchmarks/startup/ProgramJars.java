package dev.weft.benchmarks.startup;

import dev.weft.benchmarks.apps.start.HttpPair;
import dev.weft.benchmarks.apps.start.IdleAgent;
import dev.weft.benchmarks.apps.start.TrivialMain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Makes the small programs' jar and the idle agent's. They are jars of their own, since an archive
 * of classes needs jars, and what else lies in a jar costs time.
 */
final class ProgramJars {
  private ProgramJars() {}

  static Path programs(Path folder) throws IOException {
    return write(folder.resolve("programs.jar"), "", TrivialMain.class, HttpPair.class);
  }

  static Path idleAgent(Path folder) throws IOException {
    return write(folder.resolve("idle-agent.jar"), IdleAgent.class.getName(), IdleAgent.class);
  }

  private static Path write(Path jar, String premain, Class<?>... classes) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (!premain.isEmpty()) {
      manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), premain);
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> one : classes) {
        String name = one.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = one.getClassLoader().getResourceAsStream(name)) {
          if (in == null) {
            throw new IOException(name + " is not on the harness's class path");
          }
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    return jar;
  }
}
