package dev.weft.core.route;

import dev.weft.core.call.Protocol;
import dev.weft.policy.frame.Host;
import java.util.List;
import java.util.Locale;

/** The service ports of one host, in the form that a call asks. Immutable. */
final class ServicePorts {
  /** No service port fits the called one. */
  static final int NONE = -1;

  private final int[] numbers;
  private final boolean[] http;
  private final boolean[] grpc;

  ServicePorts(List<Host.ServicePort> ports) {
    numbers = new int[ports.size()];
    http = new boolean[ports.size()];
    grpc = new boolean[ports.size()];
    for (int i = 0; i < numbers.length; i++) {
      String protocol = ports.get(i).protocol().toLowerCase(Locale.ROOT);
      numbers[i] = ports.get(i).number();
      http[i] = protocol.startsWith("http");
      grpc[i] = protocol.startsWith("grpc") || protocol.equals("http2");
    }
  }

  /** Nobody listens yet. */
  boolean isEmpty() {
    return numbers.length == 0;
  }

  /**
   * The service port that a called port means: that of the same number, else the only one of the
   * protocol, else {@link #NONE}. Where nobody listens yet it is the called one: that is a matter
   * of health, not of ports.
   */
  int meant(int called, Protocol protocol) {
    for (int number : numbers) {
      if (number == called) {
        return called;
      }
    }
    if (isEmpty()) {
      return called;
    }
    boolean[] speaks = protocol == Protocol.GRPC ? grpc : http;
    int only = NONE;
    for (int i = 0; i < numbers.length; i++) {
      if (speaks[i] && only != NONE) {
        return NONE;
      }
      only = speaks[i] ? numbers[i] : only;
    }
    return only;
  }
}
