package dev.weft.agent.telemetry;

import dev.weft.agent.config.OtlpTarget;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Sends what OpenTelemetry's exporter writes by {@link UrlPost}, on the calling thread. Used by one
 * thread.
 */
final class ExporterSender implements HttpSender {
  private static final int OK = 200;

  private final Provider provider;
  private final Sender sender;

  private ExporterSender(Provider provider, Sender sender) {
    this.provider = provider;
    this.sender = sender;
  }

  /** Makes the sender, and knows how its last message fared. Used by one thread. */
  static final class Provider implements HttpSenderProvider {
    private final String what;
    private final Clock clock;
    private final AgentLog log;
    private long giveUpAt;
    private boolean lastArrived;

    /**
     * @param what is sent, for messages
     */
    Provider(String what, Clock clock, AgentLog log) {
      this.what = what;
      this.clock = clock;
      this.log = log;
    }

    /** No message is tried longer than this, on the clock. */
    void giveUpAt(long nanos) {
      giveUpAt = nanos;
    }

    boolean lastArrived() {
      return lastArrived;
    }

    /** Gives the exporter this provider without a file in META-INF/services. */
    ComponentLoader loader() {
      return new OneProvider(this);
    }

    @Override
    public HttpSender createSender(HttpSenderConfig config) {
      SSLContext tls = config.getSslContext();
      Sender.Target target =
          new Sender.Target(
              config.getEndpoint(),
              new TreeMap<>(config.getHeadersSupplier().get()),
              config.getCompressor() != null,
              config.getTimeout().toMillis());
      UrlPost post = new UrlPost(target, tls == null ? null : tls.getSocketFactory());
      return new ExporterSender(this, new Sender(what, target, post, clock, log));
    }
  }

  @Override
  public void send(
      MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    provider.lastArrived = false;
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.getContentLength());
      message.writeMessage(bytes);
      provider.lastArrived = sender.send(bytes.toByteArray(), bytes.size(), provider.giveUpAt);
    } catch (IOException e) {
      provider.log.warn(provider.what + " cannot be written: " + e.getMessage());
    }
    // Always: the exporter writes failures to java.util.logging, which is the application's.
    onResponse.accept(new Taken());
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }

  /** What the exporter is told. */
  private static final class Taken implements HttpResponse {
    @Override
    public int getStatusCode() {
      return OK;
    }

    @Override
    public String getStatusMessage() {
      return "OK";
    }

    @Override
    public byte[] getResponseBody() {
      return new byte[0];
    }
  }

  private record OneProvider(HttpSenderProvider provider) implements ComponentLoader {
    @Override
    public <T> Iterable<T> load(Class<T> kind) {
      return kind.isInstance(provider) ? List.of(kind.cast(provider)) : List.of();
    }
  }

  /** Gives an exporter's builder what the user has said of certificates and keys. */
  static void trust(
      OtlpTarget target,
      Consumer<byte[]> certificates,
      BiConsumer<byte[], byte[]> client,
      AgentLog log) {
    Path certificate = target.certificate();
    Path key = target.clientKey();
    Path chain = target.clientCertificate();
    try {
      if (certificate != null) {
        certificates.accept(Files.readAllBytes(certificate));
      }
      if (key != null && chain != null) {
        client.accept(Files.readAllBytes(key), Files.readAllBytes(chain));
      }
    } catch (IOException e) {
      log.warn("a certificate or key of the exporter cannot be read: " + e.getMessage());
    }
  }
}
