package dev.weft.collector.api;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.weft.collector.access.Principal;
import dev.weft.collector.store.Author;
import dev.weft.collector.store.WriteRequest;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * One call of the API, its body complete.
 *
 * @param receivedMillis when its head arrived, epoch milliseconds
 */
record Call(ServiceRequestContext context, AggregatedHttpRequest request, long receivedMillis) {
  /** What the audit log says of a call besides who and what. */
  static final AttributeKey<String> NOTE = AttributeKey.valueOf(Call.class, "note");

  String path(String name) {
    String value = context.pathParam(name);
    return value == null ? "" : value;
  }

  /** Who asks. */
  Principal principal() {
    return Principal.of(context);
  }

  /** For history and audit log. */
  Author author() {
    return author(context);
  }

  static Author author(RequestContext context) {
    Principal principal = Principal.of(context);
    InetSocketAddress from = context.remoteAddress();
    String address =
        from == null || from.getAddress() == null ? "" : from.getAddress().getHostAddress();
    return new Author(principal.name(), address);
  }

  WriteRequest write() {
    return new WriteRequest(author(), receivedMillis);
  }

  /** Says in the audit log what the path alone does not; never a secret. */
  void note(String detail) {
    context.setAttr(NOTE, detail);
  }

  /** Empty if it is missing. */
  String header(String name) {
    return request.headers().get(name, "");
  }

  /** Empty if it is missing. */
  String query(String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  /** A number of 1 or more. */
  long number(String name, long fallback, long max) {
    String value = query(name);
    if (value.isEmpty()) {
      return fallback;
    }
    if (!value.matches("\\d{1,18}") || Long.parseLong(value) < 1 || Long.parseLong(value) > max) {
      throw new ApiException(
          400, "query parameter " + name + ": '" + value + "', expected 1 to " + max);
    }
    return Long.parseLong(value);
  }

  boolean flag(String name) {
    String value = query(name);
    if (value.isEmpty() || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw new ApiException(400, "query parameter " + name + ": expected true or false");
  }

  /** UTF-8, strictly: a damaged text must not be stored as something else. */
  String text() {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(request.content().array()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ApiException(400, "the body is not UTF-8");
    }
  }
}
