package dev.weft.collector.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Yaml;
import org.jspecify.annotations.Nullable;

/**
 * What is answered to one call.
 *
 * @param revision of what is answered, given as its ETag; 0: none
 */
record Answer(int status, MediaType type, String body, long revision) {
  Answer(int status, MediaType type, String body) {
    this(status, type, body, 0);
  }

  static Answer ok(@Nullable Object tree) {
    return new Answer(200, MediaType.JSON_UTF_8, Json.write(tree) + "\n");
  }

  static Answer yaml(Object tree) {
    return new Answer(
        200, MediaType.create("application", "yaml").withCharset(UTF_8), Yaml.write(tree));
  }

  static Answer text(int status, String body) {
    return new Answer(status, MediaType.PLAIN_TEXT_UTF_8, body);
  }

  /** The same with an ETag. */
  Answer of(long newRevision) {
    return new Answer(status, type, body, newRevision);
  }

  HttpResponse response() {
    if (revision == 0) {
      return HttpResponse.of(HttpStatus.valueOf(status), type, body);
    }
    return HttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(type)
            .set("etag", "\"" + revision + "\"")
            .build(),
        HttpData.ofUtf8(body));
  }
}
