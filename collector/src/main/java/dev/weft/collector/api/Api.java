package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.websocket.WebSocketService;
import dev.weft.collector.access.Tokens;
import dev.weft.collector.accesslog.AccessLogs;
import dev.weft.collector.authority.Rollover;
import dev.weft.collector.jaeger.JaegerQuery;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.collector.metrics.TrafficQueries;
import dev.weft.collector.push.Control;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.telemetry.Signal;
import dev.weft.collector.time.Clock;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.validation.PolicyValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP API: every operation with its route. */
public final class Api {
  /** An exporter's batch has well below 1 MiB, packed less. */
  public static final int MAX_TELEMETRY_BYTES = 4 * 1024 * 1024;

  private final List<Operation> operations = new ArrayList<>();
  private final PolicyStore store;
  private final Clock clock;

  /**
   * What is served by code of its own.
   *
   * @param otlp takes a signal
   * @param metrics Prometheus' page
   * @param self what the collector tells of itself
   * @param traceLink null: traces are found here alone
   */
  public record Parts(
      PolicyStore store,
      Tokens tokens,
      Rollover rollover,
      Control control,
      Events events,
      AccessLogs logs,
      HttpService channel,
      Function<Signal, HttpService> otlp,
      JaegerQuery traces,
      TrafficQueries traffic,
      HttpService metrics,
      Supplier<Map<String, Object>> self,
      @Nullable TraceLink traceLink) {}

  public Api(Parts parts, Clock clock) {
    this.clock = clock;
    MeshView mesh = new MeshView(parts.control());
    store = parts.store();
    PolicyText text = new PolicyText(new PolicyValidator());
    Writes writes = new Writes(store, mesh);
    operations.addAll(
        new PolicyApi(store, mesh, text, writes, parts.self(), parts.rollover()::warning)
            .operations());
    operations.addAll(new HistoryApi(store, text, writes).operations());
    operations.addAll(new AuditApi(store).operations());
    operations.addAll(new StateApi(store, clock).operations());
    operations.addAll(new MeshApi(mesh).operations());
    operations.addAll(new GraphApi(mesh, parts.traffic()).operations());
    operations.addAll(new ExplainApi(store, mesh).operations());
    operations.addAll(new SwitchApi(parts.store(), mesh, clock).operations());
    operations.addAll(new TokenApi(parts.tokens(), clock).operations());
    operations.addAll(new AuthorityApi(parts.rollover(), parts.tokens(), mesh, clock).operations());
    operations.add(
        Operation.served(
                "/v1/events",
                "listenToEvents",
                "What changes, as server-sent events: policy, agent, registry, ack, nack, switches, switched, authority, ejection.",
                parts.events())
            .gives("text/event-stream")
            .endless());
    operations.addAll(new LogsApi(parts.logs()).operations());
    operations.add(
        Operation.served(
                Channel.PATH,
                "connectAgent",
                "The agents' WebSocket, subprotocol " + Channel.SUBPROTOCOL + ".",
                parts.channel())
            .answers(Map.of(101, "the channel is open", 400, "no WebSocket"))
            .endless());
    for (Signal signal : Signal.values()) {
      operations.add(
          Operation.served(
                  signal.httpPath(),
                  "otlp" + signal.name().charAt(0) + signal.word().substring(1),
                  "OTLP over HTTP: " + signal.word() + ", protobuf or JSON, plain or gzip.",
                  parts.otlp().apply(signal))
              .with(HttpMethod.POST)
              .takes(MAX_TELEMETRY_BYTES, "application/x-protobuf", "application/json")
              .answers(
                  Map.of(
                      200, "taken",
                      400, "no OTLP",
                      413, "too large",
                      415, "another format"))
              .gives("application/x-protobuf"));
    }
    String traceUi = TraceLink.template(parts.traceLink());
    operations.add(
        Operation.get(
            "/v1/trace-ui",
            "getTraceUi",
            "Where a trace is found in another tool: an address with {traceId} in it, or none.",
            call -> Answer.ok(Tree.of("template", traceUi))));
    operations.addAll(new JaegerApi(parts.traces(), clock).operations());
    operations.addAll(own(mesh, parts.metrics()));
  }

  private List<Operation> own(MeshView mesh, HttpService metrics) {
    return List.of(
        Operation.get(
            "/v1/openapi.json",
            "openApi",
            "This description.",
            call -> {
              return new Answer(
                  200, MediaType.JSON_UTF_8, Json.pretty(OpenApi.of(operations)) + "\n");
            }),
        Operation.get("/healthz", "health", "The process runs.", call -> Answer.text(200, "ok\n"))
            .gives("text/plain"),
        Operation.get(
                "/readyz",
                "ready",
                "The store is open and the mesh answers.",
                call -> {
                  mesh.ask(Control::loop);
                  return Answer.text(200, "ready\n");
                })
            .answers(Map.of(200, "ready", 503, "not ready"))
            .gives("text/plain"),
        Operation.served(
                "/metrics",
                "metrics",
                "Prometheus and OpenMetrics: the mesh's requests and the collector's own health.",
                metrics)
            .answers(Map.of(200, "the page", 503, "too many read it at a time"))
            .gives("text/plain"));
  }

  /** Binds all routes. */
  public void bind(ServerBuilder server) {
    for (Operation operation : operations) {
      HttpService service = operation.service;
      if (operation.handler != null) {
        service = new OperationService(operation, operation.handler, store, clock);
      }
      if (service instanceof WebSocketService) {
        // It brings its own limits and takes the CONNECT of HTTP/2 too.
        server.service(operation.path, service);
        continue;
      }
      var route =
          server
              .route()
              .methods(operation.method())
              .path(operation.path)
              .maxRequestLength(operation.maxBody());
      if (operation.isEndless()) {
        route.requestTimeoutMillis(0);
      }
      route.build(service);
    }
  }
}
