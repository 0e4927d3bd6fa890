package dev.weft.policy.frame;

import java.util.List;
import java.util.Map;

/**
 * One running copy of a service, as it registers and as its peers learn of it.
 *
 * @param id unique in the mesh: {@code <agent id>/<service>}
 * @param service DNS label
 * @param namespace never empty
 * @param serviceAccount its certificate says {@code spiffe://<domain>/ns/<namespace>/sa/<this>}
 * @param labels {@code app}, {@code version}, {@code zone}, ...
 * @param ports what it listens on
 */
public record Instance(
    String id,
    String service,
    String namespace,
    String serviceAccount,
    Map<String, String> labels,
    List<Port> ports) {

  public Instance {
    labels = Map.copyOf(labels);
    ports = List.copyOf(ports);
  }

  /**
   * @param servicePort the number callers use, {@code http://reviews:9080}
   * @param address numeric, never a name
   * @param port local port for plaintext
   * @param protocol {@code http}, {@code http2} or {@code grpc}
   * @param mtlsPort where mesh TLS is accepted, on the same address; 0: none. Equal to {@code port}
   *     where the listener tells the two apart
   * @param loopback told only to agents of the same host
   */
  public record Port(
      int servicePort, String address, int port, String protocol, int mtlsPort, boolean loopback) {}
}
