package dev.weft.collector.registry;

import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which agents have registered an address, found without looking at all of them: every agent asks
 * when it joins. For the mesh's loop alone.
 */
final class Addresses {
  private record Place(String address, int port) {}

  private final Map<Place, Set<String>> agents = new HashMap<>();

  void add(Registration registration) {
    for (Place place : places(registration.instances())) {
      agents.computeIfAbsent(place, one -> new LinkedHashSet<>()).add(registration.agent());
    }
  }

  void remove(Registration registration) {
    for (Place place : places(registration.instances())) {
      Set<String> there = agents.get(place);
      if (there != null && there.remove(registration.agent()) && there.isEmpty()) {
        agents.remove(place);
      }
    }
  }

  /** Who has registered an address of {@code instances}, on whatever machine. */
  Set<String> of(List<Instance> instances) {
    Set<String> found = new LinkedHashSet<>();
    for (Place place : places(instances)) {
      found.addAll(agents.getOrDefault(place, Set.of()));
    }
    return found;
  }

  private static List<Place> places(List<Instance> instances) {
    List<Place> places = new ArrayList<>();
    for (Instance instance : instances) {
      for (Instance.Port port : instance.ports()) {
        places.add(new Place(port.address(), port.port()));
        if (port.mtlsPort() != 0) {
          places.add(new Place(port.address(), port.mtlsPort()));
        }
      }
    }
    return places;
  }

  /** Whether one of {@code instances} is at the address of {@code theirs}, as somebody else. */
  static boolean contested(
      String machine, List<Instance> instances, Registration other, Instance theirs) {
    return theirs.ports().stream()
        .anyMatch(held -> contested(machine, instances, other, theirs, held));
  }

  /** As {@link #contested(String, List, Registration, Instance)}, of one port of theirs. */
  static boolean contested(
      String machine,
      List<Instance> instances,
      Registration other,
      Instance theirs,
      Instance.Port held) {
    return instances.stream()
        .filter(instance -> !sameIdentity(instance, theirs))
        .flatMap(instance -> instance.ports().stream())
        .anyMatch(port -> samePlace(machine, port, other.machine(), held));
  }

  private static boolean sameIdentity(Instance one, Instance other) {
    return one.namespace().equals(other.namespace())
        && one.serviceAccount().equals(other.serviceAccount());
  }

  /** A loopback address is another one on each machine. */
  private static boolean samePlace(
      String machine, Instance.Port one, String otherMachine, Instance.Port other) {
    if (!one.address().equals(other.address())
        || (one.loopback() || other.loopback()) && !machine.equals(otherMachine)) {
      return false;
    }
    return overlaps(one, other.port()) || other.mtlsPort() != 0 && overlaps(one, other.mtlsPort());
  }

  private static boolean overlaps(Instance.Port one, int port) {
    return one.port() == port || one.mtlsPort() == port;
  }
}
