package dev.weft.benchmarks.subject;

import dev.weft.benchmarks.apps.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys of the applications' own TLS, made with the JDK's keytool for one run. */
final class Keys {
  private static final List<String> EC = List.of("-keyalg", "EC", "-groupname", "secp256r1");

  private Keys() {}

  /** Makes a PKCS #12 file: key and certificate for localhost, and the authority that signed it. */
  static void make(Path jdk, Path file) throws IOException {
    Path keytool = jdk.resolve("bin").resolve("keytool");
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    Path authority = folder.resolve("authority.p12");
    Path root = folder.resolve("root.crt");
    Path request = folder.resolve("leaf.csr");
    Path leaf = folder.resolve("leaf.crt");
    run(
        keytool,
        authority,
        EC,
        "-genkeypair",
        "-alias",
        "root",
        "-dname",
        "CN=root",
        "-ext",
        "bc=ca:true");
    run(keytool, authority, List.of(), "-exportcert", "-alias", "root", "-file", root.toString());
    run(keytool, file, EC, "-genkeypair", "-alias", "leaf", "-dname", "CN=localhost");
    run(keytool, file, List.of(), "-certreq", "-alias", "leaf", "-file", request.toString());
    run(
        keytool,
        authority,
        List.of("-ext", "san=dns:localhost,ip:127.0.0.1"),
        "-gencert",
        "-alias",
        "root",
        "-infile",
        request.toString(),
        "-outfile",
        leaf.toString());
    run(
        keytool,
        file,
        List.of(),
        "-importcert",
        "-noprompt",
        "-alias",
        "root",
        "-file",
        root.toString());
    run(keytool, file, List.of(), "-importcert", "-alias", "leaf", "-file", leaf.toString());
  }

  private static void run(Path keytool, Path store, List<String> more, String... what)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(keytool.toString()));
    command.addAll(List.of(what));
    command.addAll(more);
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", Tls.PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", what) + " of keytool failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
