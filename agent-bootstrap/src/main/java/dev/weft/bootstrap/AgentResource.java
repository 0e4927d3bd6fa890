package dev.weft.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/**
 * A resource of the agent behind a URL. A protocol of its own, because applications that switch off
 * the caching of {@code jar:} connections would have the jar opened for each resource.
 */
final class AgentResource extends URLConnection {
  private final AgentClassLoader loader;

  private AgentResource(URL url, AgentClassLoader loader) {
    super(url);
    this.loader = loader;
  }

  @Override
  public void connect() {
    connected = true;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    byte[] bytes = loader.bytes(url.getPath().substring(1));
    if (bytes == null) {
      throw new FileNotFoundException(url.toString());
    }
    return new ByteArrayInputStream(bytes);
  }

  /** Given to each URL explicitly; nothing is registered. */
  static final class Handler extends URLStreamHandler {
    private final AgentClassLoader loader;

    Handler(AgentClassLoader loader) {
      this.loader = loader;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new AgentResource(url, loader);
    }
  }
}
