package dev.weft.policy.frame;

import dev.weft.policy.document.DocumentKey;
import java.util.List;
import java.util.Map;

/** What an agent says on the channel, one JSON object a WebSocket text message. */
public sealed interface AgentMessage
    permits AgentMessage.Hello,
        AgentMessage.Register,
        AgentMessage.Heartbeat,
        AgentMessage.Deregister,
        AgentMessage.Use,
        AgentMessage.Ack,
        AgentMessage.Nack,
        AgentMessage.Resync,
        AgentMessage.SignRequest,
        AgentMessage.Report,
        AgentMessage.Stats,
        AgentMessage.AccessLog,
        AgentMessage.Ejections,
        AgentMessage.Switched,
        AgentMessage.Trusts,
        AgentMessage.Unknown {

  /**
   * The first message.
   *
   * @param protocol {@link Channel#PROTOCOL}
   * @param agentId random, new for each JVM
   * @param version of the agent
   * @param capabilities words, unknown ones are ignored
   * @param services the instances' identities; ports come with {@link Register}
   * @param host name of the machine; agents with equal names are told each other's loopback ports
   * @param epoch of the last applied frame, empty: none
   * @param revision of the last applied frame, 0: none
   * @param uses canonical hosts whose endpoints are wanted from the start
   */
  record Hello(
      int protocol,
      String agentId,
      String version,
      List<String> capabilities,
      List<Service> services,
      String host,
      long pid,
      String java,
      String epoch,
      long revision,
      List<String> uses)
      implements AgentMessage {
    public Hello {
      capabilities = List.copyOf(capabilities);
      services = List.copyOf(services);
      uses = List.copyOf(uses);
    }
  }

  /** A service that this JVM is an instance of; the first is its own identity. */
  record Service(String name, String namespace, String serviceAccount, Map<String, String> labels) {
    public Service {
      labels = Map.copyOf(labels);
    }
  }

  /** All ports of all its instances now; replaces what was registered. */
  record Register(List<Instance> instances) implements AgentMessage {
    public Register {
      instances = List.copyOf(instances);
    }
  }

  /** Renews the lease. */
  record Heartbeat() implements AgentMessage {}

  /**
   * This JVM is going: take its instances out now and answer {@link CollectorMessage.Deregistered}.
   */
  record Deregister() implements AgentMessage {}

  /** Further hosts in use: push their endpoints from now on. */
  record Use(List<String> hosts) implements AgentMessage {
    public Use {
      hosts = List.copyOf(hosts);
    }
  }

  /** The frame is in force. */
  record Ack(String epoch, long revision) implements AgentMessage {}

  /** The frame changed nothing, because of these documents. */
  record Nack(String epoch, long revision, List<Refusal> refusals) implements AgentMessage {
    public Nack {
      refusals = List.copyOf(refusals);
    }

    public record Refusal(DocumentKey document, String reason) {}
  }

  /** The delta does not fit: send a full frame. */
  record Resync() implements AgentMessage {}

  /** Asks for a certificate; PEM, PKCS #10. */
  record SignRequest(String csr) implements AgentMessage {}

  /** What is woven, sent when it changes. */
  record Report(List<AdapterReport> adapters, String telemetryEndpoint) implements AgentMessage {
    public Report {
      adapters = List.copyOf(adapters);
    }
  }

  /**
   * @param state {@code idle} (library not seen), {@code woven}, {@code disabled}, {@code refused}
   *     (requirements not met), {@code off} (over its fault budget)
   * @param detail why; may be empty
   */
  record AdapterReport(
      String name, String state, List<String> capabilities, long faults, String detail) {
    public AdapterReport {
      capabilities = List.copyOf(capabilities);
    }
  }

  /**
   * Counters since the message before; the collector adds each sequence number once. The next one
   * is made when this one was acknowledged.
   *
   * @param sequence from 1, by one
   * @param intervalMillis how long they were counted; 0: not said (agents of 0.1)
   * @param lost what was counted before and is never to be sent again
   */
  record Stats(long sequence, long intervalMillis, Lost lost, List<Series> series)
      implements AgentMessage {
    public Stats {
      series = List.copyOf(series);
    }

    public Stats(long sequence, List<Series> series) {
      this(sequence, 0, Lost.NOTHING, series);
    }

    /**
     * Messages of which it could not be found out whether they were added, see {@link
     * CollectorMessage.Welcome#ledger}.
     *
     * @param requests the counts in them
     */
    public record Lost(long intervals, long requests) {
      public static final Lost NOTHING = new Lost(0, 0);

      public Lost plus(Lost more) {
        return new Lost(intervals + more.intervals, requests + more.requests);
      }
    }

    /**
     * @param labels Istio's names
     * @param instance id of the instance that was called; empty: none was reached, or they are
     *     counted together
     * @param count requests
     * @param durationMillisSum sum of their durations
     * @param buckets counts per edge of {@link Channel#BUCKET_EDGES_MILLIS}, the last is +Inf
     * @param exemplars at most one for a bucket
     */
    public record Series(
        Map<String, String> labels,
        String instance,
        long count,
        double durationMillisSum,
        List<Long> buckets,
        List<Exemplar> exemplars) {
      public Series {
        labels = Map.copyOf(labels);
        buckets = List.copyOf(buckets);
        exemplars = List.copyOf(exemplars);
      }

      public Series(
          Map<String, String> labels, long count, double durationMillisSum, List<Long> buckets) {
        this(labels, "", count, durationMillisSum, buckets, List.of());
      }
    }

    /**
     * One of the requests of a bucket, which was traced.
     *
     * @param bucket index into {@link Series#buckets}
     * @param traceId 32 hexadecimal digits
     * @param millis how long it took
     */
    public record Exemplar(int bucket, String traceId, double millis) {}
  }

  /**
   * Lines of the access log. They are sent once: what a broken link swallowed shows as a gap
   * between {@code before} and what came.
   *
   * @param before lines sent earlier by this JVM
   * @param dropped lines lost in this JVM so far, because they came faster than they could be sent
   */
  record AccessLog(long before, long dropped, List<Line> lines) implements AgentMessage {
    public AccessLog {
      lines = List.copyOf(lines);
    }

    /**
     * One call that is over. Texts are empty where there is nothing to say.
     *
     * @param startMicros when it began, epoch microseconds
     * @param served whether this JVM served it; else it made it
     * @param authority host as the caller addressed it
     * @param path with its query, but without the values in it
     * @param protocol {@code http}, {@code grpc}
     * @param status HTTP status, 0: none came
     * @param grpcStatus -1: none
     * @param flags Envoy's, joined by commas
     * @param attempts how often it was tried; 0: it was refused before
     * @param cluster host, port and subset called, {@code outbound|9080|v1|reviews...}
     * @param upstream address and port of the instance called last
     * @param peer address and port of the caller
     * @param peerId identity that the caller has proven, {@code spiffe://...}
     * @param failure class of the exception that ended it
     */
    public record Line(
        long startMicros,
        long durationMicros,
        boolean served,
        String method,
        String authority,
        String path,
        String protocol,
        int status,
        int grpcStatus,
        String flags,
        int attempts,
        String route,
        String cluster,
        String upstream,
        String peer,
        String peerId,
        boolean secure,
        String userAgent,
        String requestId,
        String forwardedFor,
        String traceId,
        String failure) {}
  }

  /**
   * What this JVM trusts and holds: said after the welcome, and whenever that has changed. Of an
   * agent with {@link Channel#CAN_ROLL}.
   *
   * @param roots SHA-256 of the certificates of the roots it trusts, hexadecimal
   * @param issuer of the one that its own certificate is of; empty: it holds none, or none of these
   */
  record Trusts(List<String> roots, String issuer) implements AgentMessage {
    public Trusts {
      roots = List.copyOf(roots);
    }
  }

  /**
   * Whom outlier detection keeps calls from now, sent when it changes; replaces what was told
   * before, and does not outlive the agent.
   *
   * @param more how many there are beside these, which are at most {@link #MAX_TOLD}
   */
  record Ejections(int more, List<Ejection> ejections) implements AgentMessage {
    public static final int MAX_TOLD = 100;

    public Ejections {
      ejections = List.copyOf(ejections);
    }

    /**
     * Times are spans, for clocks may differ.
     *
     * @param host that was called, canonical
     * @param subset that was called; empty: all
     * @param instance id of the one that is out
     * @param port the service port
     * @param cause {@code consecutive_5xx}, {@code consecutive_gateway_failure}, {@code
     *     consecutive_local_origin_failure}
     * @param failures in a row that it took
     * @param agoMillis when it began
     * @param forMillis until it is tried again at the earliest; 0: with the next calls
     */
    public record Ejection(
        String host,
        String subset,
        String instance,
        int port,
        String cause,
        int failures,
        long agoMillis,
        long forMillis) {}
  }

  /** These switches are in force. */
  record Switched(SwitchLevel level, List<String> adapters) implements AgentMessage {
    public Switched {
      adapters = List.copyOf(adapters);
    }
  }

  /** Of a newer agent; to be passed over. */
  record Unknown(String type) implements AgentMessage {}
}
