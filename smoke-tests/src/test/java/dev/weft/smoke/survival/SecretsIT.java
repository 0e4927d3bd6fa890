package dev.weft.smoke.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Collector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks for tokens and keys in everything that a collector and its agents wrote. */
class SecretsIT {
  private final Collector collector = new Collector("--secure");
  private final Map<String, App> apps = new LinkedHashMap<>();
  private final Path states = Apps.stateDir();

  /** By what they are. */
  private final Map<String, String> secrets = new LinkedHashMap<>();

  /** By where it was found. */
  private final Map<String, String> written = new LinkedHashMap<>();

  @AfterEach
  void stop() {
    apps.values().forEach(App::close);
    collector.close();
  }

  private App start(App.Spec spec, String name, Path token) throws IOException {
    secrets.put("the token of " + name, secretOf(token));
    App app =
        spec.setting("token-file", token.toString())
            .setting("identity.store", "file")
            .setting("log.level", "debug")
            .start();
    apps.put(name, app);
    return app.started();
  }

  @Test
  void tokensAndKeysAreInTheFilesOfTheirOwnersAlone() throws IOException {
    Path echoState = Files.createDirectory(states.resolve("echo"));
    Path callerState = Files.createDirectory(states.resolve("caller"));
    start(Apps.server(collector, "echo", "echo", echoState), "echo", collector.token("echo"));
    App caller =
        start(Apps.caller(collector, "caller", callerState), "caller", collector.token("caller"));
    Path wrong = collector.token("stranger");
    Files.writeString(wrong, changed(Files.readString(wrong)));
    App stranger =
        start(
            Apps.caller(collector, "stranger", Files.createDirectory(states.resolve("stranger"))),
            "stranger",
            wrong);
    App other =
        start(
            Apps.caller(collector, "other", Files.createDirectory(states.resolve("other"))),
            "other",
            collector.token("another"));
    collector.awaitInstances("echo", 1, true);
    assertThat(caller.get("http://echo/").get("status")).isEqualTo("200");
    // A JVM that never calls has no link to the collector.
    stranger.get("http://echo/");
    other.get("http://echo/");
    Path echoIdentity = echoState.resolve("default.echo.identity.pem");
    Path callerIdentity = callerState.resolve("default.caller.identity.pem");
    Await.until(
        "identities are kept and refusals told",
        Duration.ofSeconds(30),
        () ->
            Files.exists(echoIdentity)
                && Files.exists(callerIdentity)
                && stranger.jvm().errors().contains("does not let this agent in")
                && other.jvm().errors().contains("not allowed"),
        () -> stranger.jvm() + "\n" + other.jvm());
    secrets.put("the admin token", secretOf(collector.dataDir().resolve("admin-token")));
    List<Path> owners =
        List.of(echoIdentity, callerIdentity, collector.dataDir().resolve("authority.pem"));
    for (Path owner : owners) {
      secrets.put("the key of " + owner.getFileName(), keyOf(owner));
    }
    for (String path :
        List.of("agents", "instances", "services", "tokens", "audit", "policies", "status")) {
      written.put("/v1/" + path, collector.text("/v1/" + path));
    }
    written.put("/metrics", collector.text("/metrics"));
    written.put("/api/services", collector.text("/api/services"));
    apps.values().forEach(App::end);
    apps.forEach(
        (name, app) ->
            written.put(
                "the output of " + name,
                String.join("\n", app.jvm().output()) + "\n" + app.jvm().errors()));
    written.put("the output of the collector", collector.log());
    collector.close();

    List<Path> kept = new ArrayList<>(owners);
    kept.add(collector.dataDir().resolve("admin-token"));
    for (Path file : kept) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as(file.toString())
          .isEqualTo("rw-------");
    }
    files(states, kept);
    files(collector.dataDir(), kept);
    assertThat(written.keySet())
        .anyMatch(name -> name.endsWith("default.caller.state"))
        .anyMatch(name -> name.endsWith("weft.db"));
    assertThat(secrets).hasSize(8);
    written.forEach(
        (where, text) ->
            secrets.forEach(
                (name, secret) ->
                    assertThat(text.contains(secret)).as(name + " in " + where).isFalse()));
  }

  @Test
  void anAgentThatHasNoTokenSaysWhyItIsNotInTheMesh() throws IOException {
    Path state = Files.createDirectory(states.resolve("nobody"));
    App nobody = Apps.caller(collector, "nobody", state).start();
    apps.put("nobody", nobody);
    nobody.started();
    nobody.get("http://127.0.0.1:1/");
    Await.until(
        "what is missing is said at the default level",
        Duration.ofSeconds(30),
        () ->
            nobody.jvm().errors().contains("collector is not trusted: ")
                && nobody.jvm().errors().contains("(token-file)"),
        () -> nobody.jvm().toString());
    assertThat(collector.text("/v1/agents")).doesNotContain("nobody");
  }

  private void files(Path folder, List<Path> but) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!but.contains(file)) {
          written.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  /** {@code weft_<kind>_<id>_<secret>_<fingerprint>}. */
  private static String secretOf(Path token) throws IOException {
    return Files.readString(token).trim().split("_")[3];
  }

  private static String changed(String token) {
    String secret = token.split("_")[3];
    return token.replace(secret, new StringBuilder(secret).reverse());
  }

  /** Of the base64 what holds the number of an EC P-256 key, which begins at byte 36. */
  private static String keyOf(Path pem) throws IOException {
    String key = Files.readString(pem).split("-----(BEGIN|END) PRIVATE KEY-----")[1];
    return key.replaceAll("\\s", "").substring(48, 84);
  }
}
