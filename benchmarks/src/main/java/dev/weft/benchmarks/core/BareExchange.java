package dev.weft.benchmarks.core;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Replay;
import dev.weft.core.call.RequestEdits;
import dev.weft.core.call.ResponseHead;
import org.jspecify.annotations.Nullable;

/** A request that costs nothing itself, with the header {@code end-user: nobody}. */
final class BareExchange extends OutboundExchange implements RequestEdits.HeaderSink {
  static final ResponseHead OK =
      new ResponseHead() {
        @Override
        public int status() {
          return 200;
        }

        @Override
        public @Nullable String header(String name) {
          return null;
        }
      };

  int headers;
  private final String authority;

  BareExchange(OutboundPath path, String authority) {
    super(path);
    this.authority = authority;
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String authority() {
    return authority;
  }

  @Override
  public String path() {
    return "/reviews/0";
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public @Nullable String header(String name) {
    return name.equals("end-user") ? "nobody" : null;
  }

  @Override
  public Protocol protocol() {
    return Protocol.HTTP;
  }

  @Override
  public Replay replay() {
    return Replay.ALWAYS;
  }

  @Override
  public void edit(Attempt attempt, RequestEdits edits) {
    edits.forEachSet(this);
    edits.forEachAdded(this);
  }

  @Override
  public void header(String name, String value) {
    headers += value.length();
  }
}
