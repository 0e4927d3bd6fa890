package dev.weft.core.listen;

import dev.weft.core.call.Protocol;
import java.net.InetSocketAddress;

/** Server adapters tell what listens; the agent registers it. Thread-safe, never blocks. */
public interface Listeners {
  /**
   * A listener of the application is up.
   *
   * @param bound with the real port
   * @param tls what the application itself put on it
   */
  Listening opened(InetSocketAddress bound, Protocol protocol, Tls tls);

  /** Where a listener of the mesh's own should be opened, the user's {@code mtls.port}; 0: any. */
  default int mtlsPort() {
    return 0;
  }

  /** TLS that the application configured on its listener. */
  enum Tls {
    /** Plaintext: the mesh may add its own. */
    NONE,
    /** The application's own; registered without mesh TLS. */
    APPLICATION
  }

  /** One open listener. */
  interface Listening {
    /**
     * Mesh TLS is accepted at this port of the same address from now on. The same as the listener's
     * own where it tells the two apart.
     */
    void acceptsMtls(int port);

    /** It is closed; take it out of the registry. Further calls do nothing. */
    void close();
  }
}
