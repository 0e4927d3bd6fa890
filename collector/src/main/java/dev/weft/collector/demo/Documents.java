package dev.weft.collector.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The demo's policies: its own, or those of the same names in a folder of Istio's. */
final class Documents {
  private final @Nullable Path folder;

  Documents(@Nullable Path folder) {
    this.folder = folder;
  }

  String read(String name) throws IOException {
    if (folder != null && Files.exists(folder.resolve(name))) {
      return Files.readString(folder.resolve(name));
    }
    try (InputStream in = Documents.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is neither in " + folder + " nor the demo's own");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Where a document comes from, for the reader. */
  String origin(String name) {
    return folder != null && Files.exists(folder.resolve(name))
        ? folder.resolve(name).toString()
        : name;
  }
}
