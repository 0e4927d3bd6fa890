package dev.weft.instrumentation.http.jdk.client;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Replay;
import dev.weft.core.call.RequestEdits;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request of the library: the application's, or one that follows a redirect. */
final class ClientExchange extends OutboundExchange {
  private static final String PUBLISHERS = "jdk.internal.net.http.RequestPublishers$";

  /** Publishers that give the same bytes to every subscriber. */
  private static final Set<String> REPEATABLE =
      Set.of("ByteArrayPublisher", "StringPublisher", "EmptyPublisher", "FilePublisher");

  private final HttpRequest request;
  private final Map<String, List<String>> system;
  private final OwnHeaders own;
  private volatile @Nullable Wire wire;

  /** Asked for by several filters; put together once. */
  private @Nullable String authority;

  ClientExchange(OutboundPath path, HttpRequest request, Map<String, List<String>> systemHeaders) {
    super(path);
    this.request = request;
    this.system = systemHeaders;
    this.own = new OwnHeaders(request.headers().map(), systemHeaders);
  }

  HttpRequest request() {
    return request;
  }

  /** The attempt under way; null before the first. */
  @Nullable Wire wire() {
    return wire;
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String authority() {
    String known = authority;
    if (known == null) {
      URI uri = request.uri();
      known = uri.getPort() == -1 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
      authority = known;
    }
    return known;
  }

  @Override
  public String path() {
    URI uri = request.uri();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  @Override
  public String scheme() {
    return request.uri().getScheme().toLowerCase(Locale.ROOT);
  }

  @Override
  public @Nullable String header(String name) {
    List<String> values = request.headers().allValues(name);
    if (values.isEmpty()) {
      values = system.getOrDefault(name, List.of());
    }
    return switch (values.size()) {
      case 0 -> null;
      case 1 -> values.get(0);
      default -> String.join(",", values);
    };
  }

  @Override
  public Protocol protocol() {
    return Protocol.HTTP;
  }

  @Override
  public Replay replay() {
    return replay(request.bodyPublisher().orElse(null));
  }

  /** Of others than the library's own nobody knows; nobody asks them before the head has left. */
  static Replay replay(@Nullable BodyPublisher publisher) {
    if (publisher == null || publisher.contentLength() == 0) {
      return Replay.ALWAYS;
    }
    String name = publisher.getClass().getName();
    return name.startsWith(PUBLISHERS) && REPEATABLE.contains(name.substring(PUBLISHERS.length()))
        ? Replay.ALWAYS
        : Replay.UNTIL_SENT;
  }

  @Override
  public void edit(Attempt attempt, RequestEdits edits) {
    wire =
        new Wire(
            attempt,
            Wire.address(attempt),
            attempt.secure(),
            edits.isEmpty() || own.write(edits)
                ? null
                : EditedHeaders.request(request.headers(), system, edits),
            edits.path(),
            edits.authority());
  }

  /** There will be no further attempt. */
  void settled() {
    own.takeBack();
  }
}
