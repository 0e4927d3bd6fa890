package dev.weft.instrumentation.grpc.client;

import io.grpc.ClientCall;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the application has sent on one logical call, kept until the call commits, and how much it
 * has asked for. Each attempt is given all of it, then what follows as it comes. Thread-safe; calls
 * into gRPC are made without the lock.
 *
 * @param <Q> the request's messages
 */
final class MessageBuffer<Q> {
  /** Beyond this a call is not replayed; gRPC's own retries keep 1 MiB, Envoy 1 MiB at most. */
  static final long LIMIT_BYTES = 256 * 1024;

  private final List<Step<Q>> kept = new ArrayList<>(2);
  private @Nullable ClientCall<Q, ?> current;
  private boolean drained;
  private boolean settled;
  private boolean over;
  private boolean replayable = true;
  private int requested;
  private long bytes;

  /** Something that the application did to its call. */
  interface Step<Q> {
    void on(ClientCall<Q, ?> call);
  }

  void message(Q message) {
    if (message instanceof InputStream) {
      // Read when it is sent, and then gone.
      synchronized (this) {
        replayable = false;
      }
    }
    step(call -> call.sendMessage(message));
  }

  void halfClose() {
    step(ClientCall::halfClose);
  }

  void compression(boolean enabled) {
    step(call -> call.setMessageCompression(enabled));
  }

  private void step(Step<Q> step) {
    ClientCall<Q, ?> call;
    synchronized (this) {
      if (!over && !(drained && settled)) {
        kept.add(step);
      }
      call = drained && !over ? current : null;
    }
    if (call != null) {
      step.on(call);
    }
  }

  void request(int messages) {
    ClientCall<Q, ?> call;
    synchronized (this) {
      long sum = (long) requested + messages;
      requested = (int) Math.min(Integer.MAX_VALUE, sum);
      call = current;
    }
    if (call != null) {
      call.request(messages);
    }
  }

  boolean isReady() {
    ClientCall<Q, ?> call;
    synchronized (this) {
      call = drained ? current : null;
    }
    return call != null && call.isReady();
  }

  /** Gives a started attempt everything so far; it is the current one from now on. */
  void replayTo(ClientCall<Q, ?> call) {
    int asked;
    synchronized (this) {
      current = call;
      drained = false;
      bytes = 0;
      asked = requested;
    }
    if (asked > 0) {
      call.request(asked);
    }
    int done = 0;
    while (true) {
      List<Step<Q>> more;
      synchronized (this) {
        if (current != call || over) {
          return;
        }
        if (done == kept.size()) {
          drained = true;
          dropIfSettled();
          return;
        }
        more = List.copyOf(kept.subList(done, kept.size()));
        done = kept.size();
      }
      for (Step<Q> step : more) {
        step.on(call);
      }
    }
  }

  /** The current attempt has put this many bytes of messages on the wire. */
  synchronized void sent(long count) {
    bytes += count;
    if (bytes > LIMIT_BYTES && !settled) {
      replayable = false;
      settle();
    }
  }

  /** The call is over: nothing goes anywhere any more. */
  synchronized void end() {
    over = true;
    kept.clear();
  }

  /** The call is committed: nothing will be sent again. */
  synchronized void settle() {
    settled = true;
    dropIfSettled();
  }

  synchronized boolean replayable() {
    return replayable;
  }

  private void dropIfSettled() {
    if (settled && drained) {
      kept.clear();
    }
  }
}
