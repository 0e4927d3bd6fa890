package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.weft.policy.frame.AgentMessage.Heartbeat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand connections that say nothing, or no more. */
class IdleConnectionsTest {
  /** What the collector keeps at most, as {@link Collector} says, and the rest of them. */
  private static final int KEPT = 5_500;

  private static final int ALL = 10_000;

  /** What a collection may leave, and the client's ends, which are in this process too. */
  private static final long ROOM = 24L * 1024 * 1024;

  @TempDir Path folder;
  private final List<SocketChannel> idle = new ArrayList<>();
  private TestCollector collector;
  private FakeAgent agent;

  @BeforeEach
  void start() {
    collector = TestCollector.in(folder, Limits.DEFAULT);
  }

  @AfterEach
  void stop() throws IOException {
    for (SocketChannel channel : idle) {
      channel.close();
    }
    collector.close();
  }

  @Test
  void tenThousandIdleConnectionsCostNoMoreThanHalfAsManyAndOthersAreServed() throws Exception {
    // A process that may open fewer files cannot hold both ends.
    assumeThat(freeDescriptors())
        .as("files that this process may open: raise ulimit -n")
        .isGreaterThan(ALL + KEPT + 1_500);
    agent = FakeAgent.ready(HttpClient.newHttpClient(), collector.port(), "early", "reviews");
    open(KEPT, i -> "");
    long half = used();
    open(ALL - KEPT, i -> i % 2 == 0 ? "" : "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(served()).isEqualTo(200);
    assertThat(used() - half).isLessThan(ROOM);
    // Those that came first had to go; who works is left alone.
    assertThat(isEnded(idle.get(0))).isTrue();
    agent.send(new Heartbeat());
    FakeAgent.ready(HttpClient.newHttpClient(), collector.port(), "late", "reviews");
    assertThat(agent.isOpen()).isTrue();
  }

  private int served() throws Exception {
    return collector.as(HttpClient.newHttpClient(), "").get("/readyz").statusCode();
  }

  private void open(int count, IntFunction<String> says) throws IOException {
    for (int i = 0; i < count; i++) {
      if (i % 500 == 0) {
        agent.send(new Heartbeat());
      }
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress("127.0.0.1", collector.port()));
      idle.add(channel);
      try {
        channel.write(ByteBuffer.wrap(says.apply(i).getBytes(StandardCharsets.ISO_8859_1)));
      } catch (IOException turnedAway) {
        // They come faster than the idle ones go: some are turned away at the door.
        assertThat(turnedAway).hasMessageMatching(".*(reset|pipe|closed|abort).*");
      }
    }
  }

  /** Long before its time without a request is over. */
  private static boolean isEnded(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    long until = System.nanoTime() + 3_000_000_000L;
    int read = 0;
    while (read == 0 && System.nanoTime() < until) {
      read = channel.read(ByteBuffer.allocate(1));
    }
    return read < 0;
  }

  private static long freeDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
        : 0;
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
