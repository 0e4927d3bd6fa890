package dev.weft.collector.api;

import com.linecorp.armeria.server.ServerBuilder;
import dev.weft.collector.push.Control;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The REST API: every operation with its route. */
public final class Api {
  private final List<Operation> operations = new ArrayList<>();
  private final Clock clock;

  public Api(PolicyStore store, Control control, Clock clock) {
    this.clock = clock;
    MeshView mesh = new MeshView(control);
    operations.addAll(new PolicyApi(store, mesh).operations());
    operations.addAll(new MeshApi(mesh).operations());
    operations.add(
        Operation.get("/healthz", "health", "The process runs.", call -> Answer.text(200, "ok\n"))
            .gives("text/plain"));
    operations.add(
        Operation.get(
                "/readyz",
                "ready",
                "The store is open and the mesh answers.",
                call -> {
                  mesh.ask(Control::loop);
                  return Answer.text(200, "ready\n");
                })
            .gives("text/plain"));
  }

  /** Binds all routes. */
  public void bind(ServerBuilder server) {
    for (Operation operation : operations) {
      server
          .route()
          .methods(operation.method())
          .path(operation.path())
          .maxRequestLength(operation.body().isEmpty() ? 1024 : PolicyApi.MAX_BODY_BYTES)
          .build(new OperationService(operation, clock));
    }
  }
}
