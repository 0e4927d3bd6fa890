package dev.weft.core.call;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What an attempt without a response died of, in the words of Envoy's reset reasons. */
public enum FailureKind {
  /**
   * No connection: refused, unreachable, timed out, or its TLS handshake failed. Nothing was sent.
   */
  CONNECT,
  /** The peer refused the stream before it did anything (HTTP/2 {@code REFUSED_STREAM}). */
  REFUSED_STREAM,
  /** The connection ended, or reading timed out, before the response. */
  RESET,
  /** The caller gave up: cancelled, interrupted, or its own time limit. Never retried. */
  CANCELLED,
  /** No matter of the network (a bad argument, a bug). Never retried. */
  OTHER;

  /** By the JDK's types, through wrappers. Adapters know their library's own types better. */
  public static FailureKind of(@Nullable Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ConnectException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnknownHostException
        || cause instanceof SSLHandshakeException) {
      return CONNECT;
    }
    if (cause instanceof InterruptedException
        || cause instanceof CancellationException
        || (cause instanceof InterruptedIOException
            && !(cause instanceof SocketTimeoutException))) {
      return CANCELLED;
    }
    if (cause instanceof IOException) {
      // By name: java.net.http is a module that a trimmed run-time image may not have.
      return switch (cause.getClass().getName()) {
        case "java.net.http.HttpConnectTimeoutException" -> CONNECT;
        case "java.net.http.HttpTimeoutException" -> CANCELLED;
        default -> RESET;
      };
    }
    return OTHER;
  }
}
