package dev.weft.benchmarks.apps.chain;

import dev.weft.benchmarks.apps.Bodies;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * The last of the chain answers from memory, the others with what the next one answers. No JSON:
 * the less an application does, the more of what surrounds it is seen.
 */
@RestController
class ChainController {
  private final String next;
  private final RestClient client;

  ChainController(@Value("${next:}") String next, RestClient.Builder clients) {
    this.next = next;
    this.client = clients.build();
  }

  /** 1 kB. */
  @GetMapping(path = "/chain", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  ResponseEntity<byte[]> answer() {
    return answer("1k");
  }

  /**
   * @param size {@code 1k} or {@code 64k}
   */
  @GetMapping(path = "/{size}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  ResponseEntity<byte[]> answer(@PathVariable(name = "size") String size) {
    byte[] body =
        next.isEmpty()
            ? Bodies.of("/" + size)
            : client.get().uri(next + "/{size}", size).retrieve().body(byte[].class);
    return ResponseEntity.ofNullable(body);
  }
}
