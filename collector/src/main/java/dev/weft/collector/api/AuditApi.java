package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.logging.AccessLogWriter;
import dev.weft.collector.access.Secrets;
import dev.weft.collector.json.Tree;
import dev.weft.collector.store.AuditEntry;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.telemetry.Signal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What was done and what was refused. */
public final class AuditApi implements AccessLogWriter {
  static final int MAX_PAGE = 1_000;
  private static final int PAGE = 100;

  /** What sends telemetry changes nothing. */
  private static final Set<String> TELEMETRY =
      Arrays.stream(Signal.values()).map(Signal::httpPath).collect(Collectors.toSet());

  private final PolicyStore store;

  public AuditApi(PolicyStore store) {
    this.store = store;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
                "/v1/audit",
                "listAudit",
                "Every write and every refused one, the newest first.",
                this::list)
            .query("limit", "entries a page, 1 to " + MAX_PAGE + "; default: " + PAGE)
            .query("before", "only entries with a smaller number: the next page"));
  }

  private Answer list(Call call) {
    int limit = (int) call.number("limit", PAGE, MAX_PAGE);
    long before = call.number("before", Long.MAX_VALUE, Long.MAX_VALUE);
    List<AuditEntry> entries = store.audit(before, limit + 1);
    boolean more = entries.size() > limit;
    entries = more ? entries.subList(0, limit) : entries;
    return Answer.ok(
        Tree.of(
            "entries",
            entries.stream().map(AuditApi::tree).toList(),
            "next",
            more ? entries.get(limit - 1).seq() : null));
  }

  private static Map<String, Object> tree(AuditEntry entry) {
    return Tree.of(
        "seq",
        entry.seq(),
        "at",
        Instant.ofEpochMilli(entry.atMillis()).toString(),
        "who",
        entry.author().who(),
        "from",
        entry.author().address().isEmpty() ? null : entry.author().address(),
        "action",
        entry.action(),
        "target",
        entry.target(),
        "status",
        entry.status(),
        "revision",
        entry.revision() == 0 ? null : entry.revision(),
        "detail",
        entry.detail().isEmpty() ? null : entry.detail());
  }

  /** Sees every request at its end, whoever refused it: records refused writes. */
  @Override
  public void log(RequestLog log) {
    int status = log.responseStatus().code();
    RequestContext context = log.context();
    HttpMethod method = context.method();
    boolean reads =
        method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.OPTIONS;
    String path = context.path();
    if (status < 400 || reads || !path.startsWith("/v1/") || TELEMETRY.contains(path)) {
      return;
    }
    String note = context.attr(Call.NOTE);
    store.recordRefused(
        new AuditEntry(
            log.requestStartTimeMillis(),
            Call.author(context),
            word(method),
            Secrets.masked(path),
            status,
            note == null ? "" : Secrets.masked(note)));
  }

  private static String word(HttpMethod method) {
    return method.name().toLowerCase(Locale.ROOT);
  }
}
