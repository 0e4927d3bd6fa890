package dev.weft.benchmarks.apps.chain;

import java.util.Arrays;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * The last of the chain answers with a body of the size it is asked for, the others with what the
 * next one answers. No JSON: the less an application does, the more of what surrounds it is seen.
 */
@RestController
class ChainController {
  private static final int MOST_BYTES = 1 << 20;

  private final String next;
  private final RestClient client;

  ChainController(@Value("${next:}") String next, RestClient.Builder clients) {
    this.next = next;
    this.client = clients.build();
  }

  @GetMapping(path = "/chain", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  byte[] chain(@RequestParam(name = "bytes", defaultValue = "1024") int bytes) {
    if (next.isEmpty()) {
      byte[] body = new byte[Math.max(0, Math.min(bytes, MOST_BYTES))];
      Arrays.fill(body, (byte) 'x');
      return body;
    }
    byte[] body =
        client.get().uri(next + "/chain?bytes={bytes}", bytes).retrieve().body(byte[].class);
    if (body == null) {
      throw new IllegalStateException(next + " answered without a body");
    }
    return body;
  }
}
