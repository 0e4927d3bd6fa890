package dev.weft.benchmarks.requests;

import java.util.List;

/**
 * One kind of request that a workload's driver sends.
 *
 * @param workload name in the results, {@code http-jdk-1k}
 * @param variant what the driver is told to send, {@code /1k}
 * @param rates constant arrival rates to measure latency at, requests a second; the first one is
 *     that of the figure {@code cpu}
 * @param connections requests under way at once in the closed loop; also the limit in the open one
 * @param warmUpRequests in one turn of warming up: what keeps the JIT busy for some seconds
 */
public record Load(
    String workload, String variant, List<Integer> rates, int connections, int warmUpRequests) {
  public Load {
    rates = List.copyOf(rates);
  }
}
