package dev.weft.agent.start;

import dev.weft.agent.jvm.HarnessAgent;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Ends with a hook of the application and a drain, which never ends if the argument says so. */
public final class ShutdownProbe {
  private ShutdownProbe() {}

  public static void main(String[] args) {
    boolean hangs = args.length > 0;
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("application stops")));
    Runnable leave =
        () -> {
          System.out.println("drain begins");
          if (hangs) {
            await(new CountDownLatch(1));
          }
          System.out.println("drain ends");
        };
    Runnable end = () -> System.out.println("agent ends");
    ShutdownDrain drain = new ShutdownDrain(leave, end, hangs ? 100 : 60_000);
    HarnessAgent.weaver().weave(List.of(drain.choice()));
    drain.register();
  }

  private static void await(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
