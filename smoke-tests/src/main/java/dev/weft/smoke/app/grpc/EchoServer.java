package dev.weft.smoke.app.grpc;

import dev.weft.smoke.app.Line;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Answers what it was asked and how, or fails as it is told. */
final class EchoServer {
  private static final Context.Key<Line> ASKED = Context.key("asked");

  private final String name;
  private final EchoClient client;
  private final ConcurrentMap<String, AtomicInteger> seen = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, String> ended = new ConcurrentHashMap<>();

  EchoServer(String name, EchoClient client) {
    this.name = name;
    this.client = client;
  }

  Server start(String variant, int port) throws Exception {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder(Echo.SERVICE)
            .addMethod(Echo.UNARY, ServerCalls.asyncUnaryCall(this::unary))
            .addMethod(Echo.SERVER, ServerCalls.asyncServerStreamingCall(this::stream))
            .addMethod(Echo.CLIENT, ServerCalls.asyncClientStreamingCall(this::collect))
            .addMethod(Echo.BIDI, ServerCalls.asyncBidiStreamingCall(this::answerEach))
            .build();
    ServerBuilder<?> builder =
        (ServerBuilder<?>)
            Class.forName(variant + ".NettyServerBuilder")
                .getMethod("forAddress", SocketAddress.class)
                .invoke(null, new InetSocketAddress("127.0.0.1", port));
    return builder.addService(service).intercept(new Asked()).build().start();
  }

  int seen(String key) {
    AtomicInteger count = seen.get(key);
    return count == null ? 0 : count.get();
  }

  /** How a stream with this key ended; empty: it goes on. */
  String ended(String key) {
    return ended.getOrDefault(key, "");
  }

  private void unary(String request, StreamObserver<String> response) {
    Line asked = Line.parse(request);
    int nth = count(asked);
    watch(asked, response);
    pause(nth(asked.get("ms", "0"), nth));
    if (!refused(asked, nth, response)) {
      response.onNext(answer(asked, nth, request.length()));
      response.onCompleted();
    }
  }

  private void stream(String request, StreamObserver<String> response) {
    Line asked = Line.parse(request);
    int nth = count(asked);
    ServerCallStreamObserver<String> observer = watch(asked, response);
    for (int i = 0; i < asked.number("chunks", 5) && !observer.isCancelled(); i++) {
      response.onNext(answer(asked, nth, request.length()));
      pause(asked.number("every", 0));
    }
    if (observer.isCancelled()) {
      return;
    }
    if (asked.has("fails")) {
      response.onError(Status.fromCodeValue(asked.number("fails", 2)).asRuntimeException());
    } else {
      ended.put(asked.get("key"), "whole");
      response.onCompleted();
    }
  }

  private StreamObserver<String> collect(StreamObserver<String> response) {
    return new Collected(response);
  }

  private StreamObserver<String> answerEach(StreamObserver<String> response) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String request) {
        response.onNext(answer(Line.parse(request), 1, request.length()));
      }

      @Override
      public void onError(Throwable broken) {
        ended.put("bidi", "broken");
      }

      @Override
      public void onCompleted() {
        response.onCompleted();
      }
    };
  }

  private final class Collected implements StreamObserver<String> {
    private final StreamObserver<String> response;
    private Line asked = Line.of();
    private int messages;
    private int length;
    private boolean inOrder = true;

    Collected(StreamObserver<String> response) {
      this.response = response;
    }

    @Override
    public void onNext(String request) {
      asked = Line.parse(request);
      inOrder &= asked.number("index", -1) == messages;
      messages++;
      length += request.length();
    }

    @Override
    public void onError(Throwable broken) {
      ended.put(asked.get("key"), "broken");
    }

    @Override
    public void onCompleted() {
      int nth = count(asked);
      if (!refused(asked, nth, response)) {
        response.onNext(
            Line.parse(answer(asked, nth, length))
                .with("received", messages)
                .with("ordered", inOrder)
                .toString());
        response.onCompleted();
      }
    }
  }

  private int count(Line asked) {
    return seen.computeIfAbsent(asked.get("key"), key -> new AtomicInteger()).incrementAndGet();
  }

  private ServerCallStreamObserver<String> watch(Line asked, StreamObserver<String> response) {
    ServerCallStreamObserver<String> observer = (ServerCallStreamObserver<String>) response;
    observer.setOnCancelHandler(() -> ended.put(asked.get("key"), "cancelled"));
    return observer;
  }

  /** The nth code of {@code codes} for the nth request of its key, then the last. */
  private static boolean refused(Line asked, int nth, StreamObserver<String> response) {
    int code = nth(asked.get("codes", "0"), nth);
    if (code != 0) {
      response.onError(
          Status.fromCodeValue(code).withDescription("on demand").asRuntimeException());
    }
    return code != 0;
  }

  private static int nth(String numbers, int nth) {
    String[] all = numbers.split("-");
    return Integer.parseInt(all[Math.min(nth, all.length) - 1]);
  }

  private String answer(Line asked, int nth, int length) {
    Line line = ASKED.get().with("name", name).with("nth", nth).with("length", length);
    Deadline deadline = Context.current().getDeadline();
    if (deadline != null) {
      line = line.with("deadline", deadline.timeRemaining(TimeUnit.MILLISECONDS));
    }
    if (asked.has("then")) {
      try {
        line = line.with("there", client.call(Line.of("target", asked.get("then"))).get("body"));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return line.toString();
  }

  private static void pause(int millis) {
    long until = System.nanoTime() + millis * 1_000_000L;
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** What the application sees of a call. */
  private static final class Asked implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
      Line line =
          Line.of(
              "authority", call.getAuthority(),
              "path", call.getMethodDescriptor().getFullMethodName(),
              "security", call.getSecurityLevel(),
              "tls", call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION) != null,
              "remote", remote == null ? 0 : ((InetSocketAddress) remote).getPort());
      for (String name : headers.keys()) {
        if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
          line =
              line.with("header." + name, String.join(",", headers.getAll(EchoClient.key(name))));
        }
      }
      return io.grpc.Contexts.interceptCall(
          Context.current().withValue(ASKED, line), call, headers, next);
    }
  }
}
