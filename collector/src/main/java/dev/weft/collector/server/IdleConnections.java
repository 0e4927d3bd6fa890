package dev.weft.collector.server;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connections on which no request is under way, the longest so first. Where all connections become
 * too many, these have to go: whoever opens thousands and says nothing pushes out his own, and
 * others still get in. Agents' channels are requests that are under way. Thread-safe.
 */
final class IdleConnections {
  private final int most;
  private final Set<Channel> idle = new LinkedHashSet<>();
  private int open;

  /**
   * @param most connections that may be open before the first idle one goes, 1 or more
   */
  IdleConnections(int most) {
    this.most = most;
  }

  /** A new connection, which has asked for nothing yet. Once each. */
  void opened(Channel channel) {
    Channel oldest;
    synchronized (this) {
      open++;
      idle.add(channel);
      oldest = open > most ? first() : null;
    }
    channel.closeFuture().addListener(closed -> closed(channel));
    if (oldest != null) {
      oldest.close();
    }
  }

  private @Nullable Channel first() {
    Iterator<Channel> all = idle.iterator();
    if (!all.hasNext()) {
      return null;
    }
    Channel first = all.next();
    all.remove();
    return first;
  }

  private synchronized void closed(Channel channel) {
    open--;
    idle.remove(channel);
  }

  /** A request has begun where none was. */
  synchronized void busy(Channel channel) {
    idle.remove(channel);
  }

  /** The last request under way has ended. */
  synchronized void idle(Channel channel) {
    // One that is closed already was taken out, and is not to come back.
    if (channel.isOpen()) {
      idle.add(channel);
    }
  }
}
