package dev.weft.core.observed;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.ResponseHead;
import dev.weft.core.drive.BlockingWire;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeTime;
import dev.weft.core.fake.Outcome;
import dev.weft.core.fake.Script;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The echo server of the observations on fake time: it obeys the query. {@code s} is the status,
 * given only to the first {@code n} attempts of one {@code k}; {@code d} seconds pass before it.
 */
final class EchoServer implements BlockingWire<FakeExchange, Outcome> {
  @Nullable Attempt answered;
  int attempts;
  private final FakeTime time;
  private final Map<String, Integer> counts = new HashMap<>();
  private CountDownLatch abort = new CountDownLatch(1);

  EchoServer(FakeTime time) {
    this.time = time;
  }

  @Override
  public Outcome send(FakeExchange exchange, Attempt attempt) throws IOException {
    attempts++;
    attempt.sent();
    String path = exchange.sentPath;
    int count = counts.merge(parameter(path, "k", ""), 1, Integer::sum);
    int limit = Integer.parseInt(parameter(path, "n", "1000000"));
    int status = count <= limit ? Integer.parseInt(parameter(path, "s", "200")) : 200;
    abort = new CountDownLatch(1);
    time.await(abort, (long) (Double.parseDouble(parameter(path, "d", "0")) * 1e9));
    if (abort.getCount() == 0) {
      throw new IOException("aborted");
    }
    answered = attempt;
    return Outcome.of((Script.Answer) Script.status(status));
  }

  private static String parameter(String path, String name, String otherwise) {
    int query = path.indexOf('?');
    for (String part : query < 0 ? new String[0] : path.substring(query + 1).split("&")) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    return otherwise;
  }

  @Override
  public ResponseHead head(Outcome response) {
    return response.answer();
  }

  @Override
  public void discard(FakeExchange exchange, Outcome response) {}

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
    abort.countDown();
  }
}
