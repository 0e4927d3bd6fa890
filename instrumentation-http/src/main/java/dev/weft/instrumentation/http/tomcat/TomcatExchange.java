package dev.weft.instrumentation.http.tomcat;

import dev.weft.core.Mesh;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.context.Context;
import dev.weft.core.context.ContextCell;
import jakarta.servlet.http.HttpServletMapping;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

/** A call as Tomcat's connector hands it to the container. */
final class TomcatExchange extends InboundExchange {
  private final Request request;
  private final Response response;
  private @Nullable Context before;
  private @Nullable String route;

  TomcatExchange(Mesh mesh, Request request, Response response) {
    super(mesh.inbound());
    this.request = request;
    this.response = response;
  }

  Request request() {
    return request;
  }

  Response response() {
    return response;
  }

  /** Its context becomes the thread's. */
  void enter(ContextCell cell) {
    before = cell.swap(context());
  }

  void leave(ContextCell cell) {
    cell.swap(before);
    before = null;
  }

  /** The container knows who will answer; at the end of the call it has forgotten. */
  void mapped(org.apache.catalina.connector.Request servlet) {
    if (!isDescribed() || servlet.getWrapper() == null) {
      return;
    }
    HttpServletMapping mapping = servlet.getHttpServletMapping();
    String pattern = mapping.getPattern();
    if (!pattern.isEmpty() && !pattern.equals("/")) {
      route = servlet.getContextPath() + pattern;
    }
  }

  // 10.1 has no other.
  @SuppressWarnings("deprecation")
  @Override
  public String method() {
    return request.method().toString();
  }

  @Override
  public String authority() {
    String host = request.getHeader("host");
    if (host != null) {
      return host;
    }
    // HTTP/2 has it from :authority; HTTP/1.0 may have none.
    String name = request.serverName().toString();
    if (name == null) {
      return "";
    }
    return request.getServerPort() > 0 ? name + ":" + request.getServerPort() : name;
  }

  @Override
  public String path() {
    String query = request.queryString().toString();
    String path = request.requestURI().toString();
    return query == null || query.isEmpty() ? path : path + "?" + query;
  }

  @Override
  public @Nullable String header(String name) {
    MimeHeaders headers = request.getMimeHeaders();
    int found = headers.findHeader(name, 0);
    if (found < 0) {
      return null;
    }
    String first = text(headers.getValue(found));
    found = headers.findHeader(name, found + 1);
    if (found < 0) {
      return first;
    }
    StringBuilder joined = new StringBuilder(first);
    for (; found >= 0; found = headers.findHeader(name, found + 1)) {
      joined.append(',').append(headers.getValue(found));
    }
    return joined.toString();
  }

  /** As the value's own text, which takes a detour by way of characters. */
  private static String text(MessageBytes value) {
    if (value.getType() == MessageBytes.T_BYTES) {
      ByteChunk bytes = value.getByteChunk();
      if (bytes.getCharset() == StandardCharsets.ISO_8859_1) {
        return new String(
            bytes.getBuffer(), bytes.getStart(), bytes.getLength(), StandardCharsets.ISO_8859_1);
      }
    }
    return value.toString();
  }

  @Override
  public Protocol protocol() {
    return Protocol.HTTP;
  }

  @Override
  public String scheme() {
    return request.scheme().isNull() ? "http" : request.scheme().toString();
  }

  @Override
  public @Nullable InetSocketAddress remote() {
    String address = text();
    int port = remotePort();
    if (address == null || port < 0) {
      return null;
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      return null; // not a number: a Unix domain socket
    }
  }

  /** The connection's text, made once for it. */
  @Override
  public @Nullable String remoteAddress() {
    String address = text();
    return address != null && isNumeric(address) ? address : null;
  }

  private static boolean isNumeric(String address) {
    char first = address.charAt(0);
    return first == ':' || address.indexOf(':') > 0 || Character.isDigit(first);
  }

  private @Nullable String text() {
    request.action(ActionCode.REQ_HOST_ADDR_ATTRIBUTE, request);
    String address = request.remoteAddr().toString();
    return address == null || address.isEmpty() ? null : address;
  }

  @Override
  public int remotePort() {
    request.action(ActionCode.REQ_REMOTEPORT_ATTRIBUTE, request);
    return request.getRemotePort();
  }

  @Override
  public int localPort() {
    Peer peer = Peer.of(request);
    if (peer != null) {
      return peer.localPort();
    }
    request.action(ActionCode.REQ_LOCALPORT_ATTRIBUTE, request);
    return request.getLocalPort();
  }

  @Override
  public @Nullable String peerId() {
    Peer peer = Peer.of(request);
    return peer == null ? null : peer.id();
  }

  @Override
  public @Nullable String route() {
    return route;
  }
}
