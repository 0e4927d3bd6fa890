package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import dev.weft.collector.json.Json;
import org.jspecify.annotations.Nullable;

/** What is answered to one call. */
record Answer(int status, MediaType type, String body) {
  static Answer ok(@Nullable Object tree) {
    return new Answer(200, MediaType.JSON_UTF_8, Json.write(tree) + "\n");
  }

  static Answer text(int status, String body) {
    return new Answer(status, MediaType.PLAIN_TEXT_UTF_8, body);
  }

  HttpResponse response() {
    return HttpResponse.of(HttpStatus.valueOf(status), type, body);
  }
}
