package dev.weft.instrumentation.probe;

import com.example.library.Library;
import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookSet;
import dev.weft.bootstrap.ToApplication;
import dev.weft.core.Mesh;

/** An adapter's code that names a type of its library; it works only where that is visible. */
public final class ProbeHooks implements HookSet {
  /** By the contract of adapters; this one does without. */
  public ProbeHooks(Mesh mesh) {}

  @Override
  public Hook hook(String key) {
    switch (key) {
      case "greet":
        return (self, name, b, c, d) -> ((Library) self).decorated((String) name);
      case "fail":
        return (self, a, b, c, d) -> {
          throw new IllegalStateException("a mistake of ours");
        };
      case "mistyped":
        return (self, a, b, c, d) -> 42;
      case "refuse":
        return (self, a, b, c, d) -> {
          throw new ToApplication(new java.io.IOException("for the application"));
        };
      default:
        throw new IllegalArgumentException(key);
    }
  }
}
