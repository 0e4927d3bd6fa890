package dev.weft.benchmarks.subject;

import dev.weft.benchmarks.process.JvmCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The applications' own TLS on both sides: TLS 1.3, EC P-256, both prove themselves, as in the
 * mesh.
 */
final class AppTls implements Subject {
  @Override
  public String name() {
    return "app-tls";
  }

  @Override
  public List<String> next(Stage stage, Role caller, Role callee) {
    return stage.ports(callee).stream().map(port -> "https://localhost:" + port).toList();
  }

  @Override
  public void dress(Stage stage, Role role, int instance, JvmCommand jvm) throws IOException {
    Path file = stage.directory().resolve("tls.p12");
    if (Files.notExists(file)) {
      Keys.make(stage.site().jdk(), file);
    }
    jvm.argument("--tls", file.toString());
  }

  @Override
  public void check(Stage stage) throws IOException, InterruptedException, CheckFailed {
    Proofs.wire(stage, "https", true);
    Proofs.noSpans(stage);
    Proofs.notMeshed(stage);
  }
}
