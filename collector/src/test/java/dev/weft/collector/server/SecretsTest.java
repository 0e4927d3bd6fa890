package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.command.Weft;
import dev.weft.collector.json.Tree;
import dev.weft.policy.frame.AgentMessage.SignRequest;
import dev.weft.policy.frame.CollectorMessage.Certificate;
import dev.weft.policy.frame.CollectorMessage.Welcome;
import dev.weft.policy.frame.Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks for the secrets of a run in everything that the run wrote and answered. */
class SecretsTest {
  private static final String PASSWORD = "correct horse battery";

  @TempDir Path folder;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, String> written = new LinkedHashMap<>();
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<Path> tokens = new ArrayList<>();
  private final PrintStream systemErr = System.err;
  private final PrintStream systemOut = System.out;
  private TestCollector collector;
  private Path data;

  @BeforeEach
  void start() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    data = folder.resolve("data");
    collector = TestCollector.secured(data);
  }

  @AfterEach
  void stop() {
    collector.close();
    System.setErr(systemErr);
    System.setOut(systemOut);
  }

  @Test
  void noSecretIsWhereItDoesNotBelong() throws Exception {
    Path admin = keep("admin", data.resolve("admin-token"));
    Path reader = created(admin, "reader", "--role", "read");
    Path service = created(admin, "service", "--service-account", "web");
    Path join = created(admin, "join", "--service-account", "web", "--join");
    Path wrong = folder.resolve("wrong");
    Files.writeString(wrong, flipped(Files.readString(admin)));
    keep("wrong", wrong);
    ByteArrayOutputStream events = listen();

    agents(Files.readString(service).trim(), Files.readString(join).trim());
    for (Path token : List.copyOf(tokens)) {
      commands(token);
    }
    run(admin, "token", "revoke", Files.readString(reader).split("_")[2]);
    run(reader, "status");
    misplaced(Files.readString(service).trim());
    everyPath();
    Path backup = folder.resolve("backup.weft");
    Path sealed = folder.resolve("sealed.weft");
    run(admin, "export", "-o", backup.toString());
    Path password = Files.writeString(folder.resolve("password"), PASSWORD);
    secrets.put("the backup's password", PASSWORD);
    run(
        admin,
        "export",
        "-o",
        sealed.toString(),
        "--data-dir=" + data,
        "--with-authority",
        "--password-file=" + password);
    collector.close();

    String pem = Files.readString(data.resolve("authority.pem"));
    String key = pem.substring(0, pem.indexOf("-----END PRIVATE KEY")).split("-----")[2];
    // The number itself begins at byte 36 of 67 or more; base64 of 33 to 63 is of it alone.
    secrets.put("the authority's key", key.replaceAll("\\s", "").substring(48, 84));
    written.put("the events", events.toString(StandardCharsets.UTF_8));
    written.put("the outputs of commands", out.toString(StandardCharsets.UTF_8));
    written.put("the logs and errors", log.toString(StandardCharsets.UTF_8));
    written.put("the backup", unzipped(backup));
    written.put("the sealed backup", unzipped(sealed));
    files(Set.of(data.resolve("authority.pem"), password));

    assertThat(written).containsKeys("/metrics", "/v1/tokens", "/v1/audit", "/v1/agents");
    assertThat(written.get("the logs and errors")).contains("was revoked", "has role read");
    assertThat(written.get("the backup")).contains("first-admin");
    assertThat(written.get("the events")).contains("connected");
    assertThat(written.keySet()).anyMatch(name -> name.endsWith("weft.db"));
    written.forEach(
        (where, text) ->
            secrets.forEach(
                (name, secret) ->
                    assertThat(text.contains(secret)).as(name + " in " + where).isFalse()));
  }

  /** One comes with a token and gets a certificate; others are turned away. */
  private void agents(String service, String join) {
    KeyPair keys = TestTls.keys();
    try (FakeAgent agent =
        FakeAgent.secured(collector.client, collector.port(), "a", "web", service)) {
      agent.hello("machine");
      agent.await(Welcome.class);
      agent.ack(agent.await(Frame.class));
      agent.send(new SignRequest(TestTls.request(keys)));
      agent.await(Certificate.class);
      written.put("the agents", collector.get("/v1/agents").body());
    }
    try (FakeAgent agent =
        FakeAgent.secured(collector.client, collector.port(), "b", "other", join)) {
      agent.hello("machine");
      written.put("the reason", agent.closeReason());
    }
  }

  private void commands(Path token) {
    run(token, "get", "virtualservices");
    run(token, "get", "-o", "json");
    run(token, "status");
    run(token, "agents");
    run(token, "services");
    run(token, "audit");
    run(token, "token", "list", "-o", "json");
    run(token, "token", "create", "--role", "nothing");
    run(token, "apply", "-f", token.toString());
  }

  /** Somebody takes a token for a name, a document, or a password. */
  private void misplaced(String token) {
    for (String path :
        List.of(
            "/v1/policies/" + token + "/default/a",
            "/v1/policies/virtualservices/default/" + token,
            "/v1/tokens/" + token,
            "/v1/agents/switches/services/default/" + token,
            "/v1/" + token)) {
      for (String method : List.of("GET", "PUT", "POST", "DELETE")) {
        HttpResponse<String> answer =
            collector.send(
                HttpRequest.newBuilder(collector.uri(path))
                    .header("content-type", "application/yaml")
                    .method(method, HttpRequest.BodyPublishers.ofString("kind: " + token)));
        // What is switched off by a token's name shows that name: it was accepted as one.
        if (answer.statusCode() >= 400) {
          written.put(method + " of a token at " + path.substring(0, 12), answer.body());
        }
      }
    }
    collector.delete("/v1/agents/switches/services/default/" + token);
    written.put(
        "Basic",
        collector
            .as("")
            .send(
                HttpRequest.newBuilder(collector.uri("/v1/policies"))
                    .header("authorization", "Basic " + token))
            .body());
  }

  /** Every path that the collector has and that can be read without further words. */
  private void everyPath() {
    Object paths = TestCollector.json(collector.get("/v1/openapi.json"));
    for (String path : Tree.object(paths, "paths").keySet()) {
      if (!path.contains("{") && !path.equals("/v1/events")) {
        written.put(path, collector.get(path).body());
      }
    }
  }

  private ByteArrayOutputStream listen() {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    HttpRequest request =
        HttpRequest.newBuilder(collector.uri("/v1/events"))
            .header("authorization", "Bearer " + collector.token())
            .build();
    collector
        .client
        .sendAsync(
            request,
            BodyHandlers.ofByteArrayConsumer(
                bytes -> bytes.ifPresent(some -> heard.write(some, 0, some.length))))
        .exceptionally(ended -> null);
    return heard;
  }

  private static String unzipped(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void files(Set<Path> owners) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!tokens.contains(file) && !owners.contains(file)) {
          written.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  private Path created(Path admin, String name, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("token", "create"));
    arguments.addAll(List.of(options));
    out.reset();
    assertThat(run(admin, arguments.toArray(new String[0]))).isZero();
    // Here, and only here, a token is shown.
    Path file = Files.writeString(folder.resolve("token-" + name), out.toString());
    out.reset();
    return keep(name, file);
  }

  private Path keep(String name, Path file) throws IOException {
    secrets.put("the token " + name, Files.readString(file).trim().split("_")[3]);
    tokens.add(file);
    return file;
  }

  private static String flipped(String token) {
    int last = token.trim().length() - 70;
    char other = token.charAt(last) == '0' ? '1' : '0';
    return token.substring(0, last) + other + token.substring(last + 1);
  }

  private int run(Path token, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("--collector=" + collector.uri(""), "--token-file=" + token.toString()));
    all.addAll(List.of(arguments));
    return Weft.run(all.toArray(new String[0]));
  }
}
