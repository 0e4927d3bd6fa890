package dev.weft.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.agent.config.Settings;
import dev.weft.agent.config.TelemetrySettings;
import dev.weft.agent.identity.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExporterTlsTest {
  private static final String TRUSTED = "OTEL_EXPORTER_OTLP_CERTIFICATE";
  private static final String KEY = "OTEL_EXPORTER_OTLP_CLIENT_KEY";
  private static final String CHAIN = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE";

  @TempDir Path directory;
  private Path root;

  @BeforeEach
  void writeRoot() throws IOException {
    root = write("root.pem", new TestCa("root", System::currentTimeMillis).rootPem());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static TelemetrySettings settings(Map<String, String> env) {
    return Settings.parse("service=a", env, new Properties()).telemetry();
  }

  @Test
  void whereNothingIsNamedTheJvmsOwnIsUsed() throws IOException {
    assertThat(ExporterTls.context(settings(Map.of()), null)).isNull();
  }

  @Test
  void rootsAreThoseOfTheSettingsElseThoseGiven() throws IOException {
    assertThat(ExporterTls.context(settings(Map.of()), root)).isNotNull();
    Path none = write("none.pem", "no certificate");
    Map<String, String> env = Map.of(TRUSTED, none.toString());

    assertThatThrownBy(() -> ExporterTls.context(settings(env), root))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.pem");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void aClientsKeyMayBeOfEitherKind(String algorithm) throws Exception {
    byte[] key =
        KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
    Path pem =
        write(
            "key.pem",
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n");
    Map<String, String> env = Map.of(KEY, pem.toString(), CHAIN, root.toString());

    assertThat(ExporterTls.context(settings(env), null)).isNotNull();
  }

  @Test
  void aKeyInAnotherFormIsRefusedAndNotShown() throws Exception {
    Path pem = write("key.pem", "-----BEGIN RSA PRIVATE KEY-----\nsecret\n");
    Map<String, String> env = Map.of(KEY, pem.toString(), CHAIN, root.toString());

    assertThatThrownBy(() -> ExporterTls.context(settings(env), null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key.pem")
        .hasMessageContaining("PKCS #8")
        .hasMessageNotContaining("secret");
  }
}
