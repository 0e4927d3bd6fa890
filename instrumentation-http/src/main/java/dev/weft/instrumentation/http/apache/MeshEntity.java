package dev.weft.instrumentation.http.apache;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** The body of a delivered response; its end is the call's. */
final class MeshEntity extends HttpEntityWrapper {
  private final ApacheExchange exchange;

  MeshEntity(HttpEntity entity, ApacheExchange exchange) {
    super(entity);
    this.exchange = exchange;
  }

  /** Whether the mesh routed the call; false: it went to a host of the outside. */
  boolean isMeshed() {
    return exchange.isMeshed();
  }

  @Override
  public InputStream getContent() throws IOException {
    InputStream content = super.getContent();
    return content == null ? null : new Content(content);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try {
      super.writeTo(out);
    } finally {
      exchange.ended();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      exchange.ended();
    }
  }

  private final class Content extends FilterInputStream {
    Content(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return ended(super.read());
      } catch (IOException e) {
        exchange.ended();
        throw e;
      }
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        return ended(super.read(into, from, length));
      } catch (IOException e) {
        exchange.ended();
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        exchange.ended();
      }
    }

    private int ended(int read) {
      if (read < 0) {
        exchange.ended();
      }
      return read;
    }
  }
}
