package dev.weft.core.fake;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Refusal;
import dev.weft.core.drive.AsyncCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An asynchronous library that follows a script on the fake time. */
public final class FakeAsyncCall extends AsyncCall<FakeExchange, Outcome> {
  public final List<Attempt> sent = new ArrayList<>();
  public final List<Attempt> aborted = new ArrayList<>();
  public final List<Outcome> discarded = new ArrayList<>();
  public @Nullable Outcome outcome;
  private final Script script;
  private final FakeTime time;

  public FakeAsyncCall(FakeExchange exchange, Script script, FakeTime time) {
    super(exchange, time);
    this.script = script;
    this.time = time;
  }

  @Override
  protected void send(Attempt attempt) {
    sent.add(attempt);
    Script.Step step = script.next(attempt);
    if (step instanceof Script.Fails fails) {
      failed(attempt, fails.failure());
    } else {
      attempt.sent();
    }
    if (step instanceof Script.Answer answer) {
      Runnable respond = () -> responded(attempt, answer, Outcome.of(answer));
      if (answer.afterNanos() > 0) {
        time.after(answer.afterNanos(), respond);
      } else {
        respond.run();
      }
    }
  }

  @Override
  protected void deliver(Attempt attempt, Outcome response) {
    tell(response);
  }

  @Override
  protected void discard(Attempt attempt, Outcome response) {
    discarded.add(response);
  }

  @Override
  protected void refused(Refusal refusal) {
    tell(Outcome.of(refusal));
  }

  @Override
  protected void fail(Throwable failure) {
    tell(Outcome.of(failure));
  }

  private void tell(Outcome what) {
    if (outcome != null) {
      throw new AssertionError("told twice: " + outcome + ", then " + what);
    }
    outcome = what;
  }

  @Override
  protected void abort(Attempt attempt) {
    aborted.add(attempt);
    failed(attempt, new IOException("aborted"));
  }
}
