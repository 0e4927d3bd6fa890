package dev.weft.smoke.app.grpc;

import dev.weft.smoke.app.Line;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Calls by the library's own asynchronous interface, on which all stubs are built. */
final class EchoClient {
  private final String variant;
  private final ConcurrentMap<String, ManagedChannel> channels = new ConcurrentHashMap<>();

  /**
   * @param variant package of the Netty variant
   */
  EchoClient(String variant) {
    this.variant = variant;
  }

  /** Calls as {@code command} says and waits for the end. */
  Line call(Line command) throws InterruptedException {
    CallOptions options = CallOptions.DEFAULT;
    if (command.has("deadline")) {
      options = options.withDeadlineAfter(command.number("deadline", 0), TimeUnit.MILLISECONDS);
    }
    if (command.is("wait")) {
      options = options.withWaitForReady();
    }
    if (command.is("gzip")) {
      options = options.withCompression("gzip");
    }
    ClientCall<String, String> call =
        channel(command.get("target")).newCall(Echo.of(command.get("type")), options);
    Metadata headers = new Metadata();
    command
        .values()
        .forEach(
            (name, value) -> {
              if (name.startsWith("header.")) {
                headers.put(key(name.substring(7)), value);
              }
            });
    Heard heard = new Heard(call);
    call.start(heard, headers);
    call.request(1);
    int messages = command.number("messages", 1);
    String text = "x".repeat(command.number("size", 0));
    for (int i = 0; i < messages; i++) {
      call.sendMessage(command.with("text", text).with("index", i).toString());
    }
    call.halfClose();
    if (command.has("cancel")) {
      heard.done.await(command.number("cancel", 0), TimeUnit.MILLISECONDS);
      call.cancel("given up", null);
    }
    heard.done.await();
    return heard.line();
  }

  private ManagedChannel channel(String target) {
    return channels.computeIfAbsent(
        target,
        name -> {
          try {
            ManagedChannelBuilder<?> builder =
                (ManagedChannelBuilder<?>)
                    Class.forName(variant + ".NettyChannelBuilder")
                        .getMethod("forTarget", String.class)
                        .invoke(null, name);
            return builder.usePlaintext().build();
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Whether all channels have ended within five seconds of being told so. */
  boolean close() throws InterruptedException {
    boolean all = true;
    for (ManagedChannel channel : channels.values()) {
      channel.shutdown();
      all &= channel.awaitTermination(5, TimeUnit.SECONDS);
    }
    channels.clear();
    return all;
  }

  static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static final class Heard extends ClientCall.Listener<String> {
    private final ClientCall<String, String> call;
    private final CountDownLatch done = new CountDownLatch(1);
    private final long start = System.nanoTime();
    private Line line = Line.of();
    private int messages;
    private String last = "";

    Heard(ClientCall<String, String> call) {
      this.call = call;
    }

    @Override
    public void onHeaders(Metadata headers) {
      line = line.with("headed", true);
      add(headers);
    }

    @Override
    public void onMessage(String message) {
      if (messages++ == 0) {
        line = line.with("first", (System.nanoTime() - start) / 1_000_000);
      }
      last = message;
      call.request(1);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      add(trailers);
      line =
          line.with("code", status.getCode())
              .with("description", String.valueOf(status.getDescription()))
              .with("cause", String.valueOf(status.getCause()))
              .with("messages", messages)
              .with("body", last)
              .with("millis", (System.nanoTime() - start) / 1_000_000);
      done.countDown();
    }

    private void add(Metadata metadata) {
      for (String name : metadata.keys()) {
        if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
          line = line.with("header." + name, metadata.get(key(name)));
        }
      }
    }

    Line line() {
      return line;
    }
  }
}
