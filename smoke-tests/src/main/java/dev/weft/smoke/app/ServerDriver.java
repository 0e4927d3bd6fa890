package dev.weft.smoke.app;

import java.io.IOException;
import java.util.Map;

/** An HTTP server library as an application uses it. */
public interface ServerDriver {
  /**
   * Listens on 127.0.0.1 and calls {@code behaviour} for every request.
   *
   * @param port 0: a free one
   */
  Running start(int port, Behaviour behaviour) throws Exception;

  /** One listener. */
  interface Running {
    int port();

    void stop() throws Exception;
  }

  /** What the application does with a request. */
  @FunctionalInterface
  interface Behaviour {
    void handle(Request request) throws Exception;
  }

  /** One request and its answer, in the library's eyes. */
  interface Request {
    String method();

    /** Path and query. */
    String uri();

    /** Header values, names in lower case. */
    Map<String, String> headers();

    byte[] body() throws IOException;

    String scheme();

    boolean secure();

    String protocol();

    int localPort();

    /** The caller's port, which tells connections apart. */
    int remotePort();

    /** Answers whole. */
    void answer(int status, Map<String, String> headers, byte[] body) throws IOException;

    /**
     * Begins to answer 200 and flushes the head; {@link #more} and {@link #end} follow.
     *
     * @param length of the body, at least 1; 0: not known yet
     */
    void begin(int length) throws IOException;

    void more(String text) throws IOException;

    void end() throws IOException;

    /** Ends the connection without an answer. */
    void drop() throws IOException;

    /** Runs {@code rest} on another thread; the handler returns before it is answered. */
    void later(Rest rest) throws Exception;

    /** The other part of a handler. */
    @FunctionalInterface
    interface Rest {
      void run() throws Exception;
    }
  }
}
