package dev.weft.core.fake;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.ResponseHead;
import dev.weft.core.drive.BlockingWire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A blocking library that follows a script. Its waits move the fake time. */
public final class FakeBlockingWire implements BlockingWire<FakeExchange, Outcome> {
  public final List<Attempt> sent = new ArrayList<>();
  public final List<Attempt> aborted = new ArrayList<>();
  public final List<Outcome> discarded = new ArrayList<>();
  private final Script script;
  private final FakeTime time;
  private CountDownLatch abort = new CountDownLatch(1);

  public FakeBlockingWire(Script script, FakeTime time) {
    this.script = script;
    this.time = time;
  }

  @Override
  public Outcome send(FakeExchange exchange, Attempt attempt) throws IOException {
    sent.add(attempt);
    abort = new CountDownLatch(1);
    Script.Step step = script.next(attempt);
    if (step instanceof Script.Fails fails) {
      throw fails.failure();
    }
    long wait = step instanceof Script.Answer answer ? answer.afterNanos() : Long.MAX_VALUE / 4;
    attempt.sent();
    if (wait > 0) {
      time.await(abort, wait);
      if (abort.getCount() == 0) {
        throw new IOException("aborted");
      }
    }
    return Outcome.of((Script.Answer) step);
  }

  @Override
  public ResponseHead head(Outcome response) {
    return response.answer();
  }

  @Override
  public void discard(FakeExchange exchange, Outcome response) {
    discarded.add(response);
  }

  @Override
  public Outcome deliver(FakeExchange exchange, Outcome response) {
    return response;
  }

  @Override
  public Outcome refused(FakeExchange exchange, Refusal refusal) {
    return Outcome.of(refusal);
  }

  @Override
  public void abort(FakeExchange exchange, Attempt attempt) {
    aborted.add(attempt);
    abort.countDown();
  }
}
