package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.weft.collector.json.Tree;
import dev.weft.collector.state.StateException;
import dev.weft.collector.state.StateExport;
import dev.weft.collector.state.StateFiles;
import dev.weft.collector.state.StateImport;
import dev.weft.collector.store.AuditEntry;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.store.StoreException;
import dev.weft.collector.time.Clock;
import dev.weft.policy.document.DocumentKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The whole state out and in. The authority's key is never given or taken here. */
final class StateApi {
  private final PolicyStore store;
  private final Clock clock;

  StateApi(PolicyStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  List<Operation> operations() {
    HttpService export = this::export;
    return List.of(
        Operation.served(
                "/v1/export",
                "exportState",
                "Documents, their history, audit log and hashes of tokens, in one file.",
                export)
            .gives(StateFiles.TYPE),
        Operation.get(
                "/v1/import",
                "importState",
                "Puts the state of a file in the place of the present one: all of it or nothing.",
                this::importState)
            .with(HttpMethod.POST)
            .recordsItself()
            .query("dryRun", "true: say only what would change")
            .takes(StateFiles.MAX_BYTES, StateFiles.TYPE)
            .answers(
                Map.of(
                    200, "what became of each document",
                    400, "no state, damaged, of a newer format, or a document is refused",
                    413, "too large")));
  }

  private HttpResponse export(ServiceRequestContext context, HttpRequest request) {
    long now = clock.millis();
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
            () -> {
              try {
                byte[] file = file(now);
                store
                    .record(
                        new AuditEntry(
                            now, Call.author(context), "export", file.length + " bytes", 200, ""))
                    .join();
                return HttpResponse.of(
                    ResponseHeaders.builder(HttpStatus.OK)
                        .set("content-type", StateFiles.TYPE)
                        .set("cache-control", "no-store")
                        .build(),
                    HttpData.wrap(file));
              } catch (IOException | StoreException e) {
                return new Trouble(503, "The state cannot be exported: " + e.getMessage())
                    .answer()
                    .response();
              }
            },
            context.blockingTaskExecutor()));
  }

  /** One at a time: it may have tens of megabytes. */
  private synchronized byte[] file(long now) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StateExport.write(store.folder(), null, now, out);
    return out.toByteArray();
  }

  private synchronized Answer importState(Call call) {
    boolean dryRun = call.flag("dryRun");
    try {
      StateImport state = StateImport.read(call.request().content().array());
      Map<DocumentKey, String> changes = state.changes(store.view());
      long revision = store.view().revision();
      Path kept = null;
      if (!dryRun) {
        kept = StateFiles.keepBefore(store.folder(), revision, call.receivedMillis());
        revision = state.into(store, false, call.write()).join().view().revision();
      }
      List<Object> trees = new ArrayList<>();
      changes.forEach(
          (key, result) -> trees.add(Tree.of("document", key.toString(), "result", result)));
      return Answer.ok(
          Tree.of(
              "dryRun",
              dryRun,
              "revision",
              revision,
              "exportedAt",
              state.exportedAt(),
              "documents",
              trees,
              "versions",
              state.versions(),
              "auditEntries",
              state.auditEntries(),
              "stateBefore",
              kept == null ? null : kept.toString(),
              "notRestored",
              notRestored(state)));
    } catch (StateException e) {
      throw new ApiException(400, e.getMessage() + " Nothing was changed.");
    } catch (IOException e) {
      throw new ApiException(
          507, "The present state cannot be kept first: " + e + ". Nothing was changed.");
    }
  }

  private static List<String> notRestored(StateImport state) {
    List<String> left = new ArrayList<>();
    if (state.hasAuthority()) {
      left.add("the authority's key");
    }
    if (state.tokens() != null) {
      left.add("the tokens");
    }
    if (!state.switches().all().isEmpty()) {
      left.add("the kill switches");
    }
    return left;
  }
}
