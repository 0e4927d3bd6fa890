package dev.weft.collector.api;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.weft.collector.access.Principal;
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
  String path(String name) {
    String value = context.pathParam(name);
    return value == null ? "" : value;
  }

  /** Who asks. */
  Principal principal() {
    return Principal.of(context);
  }

  /** Empty if it is missing. */
  String query(String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
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
