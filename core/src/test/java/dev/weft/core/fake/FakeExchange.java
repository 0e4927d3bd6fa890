package dev.weft.core.fake;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Replay;
import dev.weft.core.call.RequestEdits;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A request in plain data. */
public final class FakeExchange extends OutboundExchange {
  public final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** What the last edit came to. */
  public Map<String, String> sentHeaders = Map.of();

  public String sentPath = "";
  public String sentAuthority = "";
  public Replay replay = Replay.ALWAYS;
  public Protocol protocol = Protocol.HTTP;
  public String scheme = "http";
  public String method = "GET";
  public long callerRemainingNanos = Long.MAX_VALUE;
  private final String authority;
  private final String path;

  public FakeExchange(OutboundPath outbound, String authority, String path) {
    super(outbound);
    this.authority = authority;
    this.path = path;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String authority() {
    return authority;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public String header(String name) {
    return headers.get(name);
  }

  @Override
  public Protocol protocol() {
    return protocol;
  }

  @Override
  public Replay replay() {
    return replay;
  }

  @Override
  public long callerRemainingNanos() {
    return callerRemainingNanos;
  }

  @Override
  public void edit(Attempt attempt, RequestEdits edits) {
    Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sent.putAll(headers);
    edits.removed().forEach(sent::remove);
    edits.forEachSet((name, value) -> sent.put(name.toLowerCase(Locale.ROOT), value));
    edits.forEachAdded((name, value) -> sent.merge(name, value, (one, two) -> one + "," + two));
    sentHeaders = sent;
    sentPath = edits.path() == null ? path : edits.path();
    sentAuthority = edits.authority() == null ? authority : edits.authority();
  }
}
