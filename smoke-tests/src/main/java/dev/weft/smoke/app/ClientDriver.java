package dev.weft.smoke.app;

import java.io.IOException;
import java.util.Map;

/**
 * An HTTP client library as an application uses it. One object for the life of the JVM, with one
 * client (and its connection pool) inside for each combination of settings. Thread-safe.
 */
public interface ClientDriver {
  /**
   * Sends and reads the whole answer.
   *
   * @throws IOException and whatever else the library throws
   */
  Answer call(Call call) throws Exception;

  /**
   * What to send.
   *
   * @param headers to add
   * @param body empty: none
   * @param once whether the body can be read one time only
   * @param async by the library's own asynchronous call, where it has one
   * @param http2 whether to prefer HTTP/2, where the library can
   * @param timeoutMillis the library's request timeout; 0: none
   * @param cancelMillis after which the application gives up; 0: never
   * @param proxy {@code host:port} of a proxy that the application configured; empty: none
   * @param redirects whether the library follows them
   * @param credentials {@code user:password} for the library's own authentication; empty: none
   * @param partly read only the first bytes of the answer and abandon the rest
   */
  record Call(
      String method,
      String url,
      Map<String, String> headers,
      byte[] body,
      boolean once,
      boolean async,
      boolean http2,
      int timeoutMillis,
      int cancelMillis,
      String proxy,
      boolean redirects,
      String credentials,
      boolean partly) {}

  /**
   * What the application got.
   *
   * @param headers names in lower case, values joined by a comma
   * @param url of the answer, where the library tells
   * @param tls whether the library shows the application a TLS session
   * @param firstMillis from sending to the first byte of the body
   */
  record Answer(
      int status,
      Map<String, String> headers,
      String body,
      String url,
      String version,
      boolean tls,
      long firstMillis) {}
}
