package dev.weft.collector.registry;

import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is there: soft state that agents renew. A lost connection only makes a registration suspect;
 * it goes when its lease ends or when its agent says so. For the mesh's loop alone.
 */
public final class Registry {
  /**
   * How long a host stays known after its last instance: a service that restarts is answered for
   * with "no healthy upstream", not with a name that does not resolve.
   */
  static final long MEMORY_MILLIS = 5 * 60 * 1000;

  private static final int MAX_REMEMBERED = 1_000;

  private final long leaseMillis;
  private final Map<String, Registration> registrations = new LinkedHashMap<>();

  private final Addresses addresses = new Addresses();

  /** What agents had registered last before they left, by agent. */
  private final Map<String, Registration> gone = new LinkedHashMap<>();

  public Registry(long leaseMillis) {
    this.leaseMillis = leaseMillis;
  }

  public long leaseMillis() {
    return leaseMillis;
  }

  /**
   * Takes over what an earlier collector knew, suspect and with a whole lease: a returned collector
   * never empties the mesh.
   */
  public void restore(String agent, String machine, List<Instance> instances, long nowMillis) {
    put(new Registration(agent, machine, instances, nowMillis + leaseMillis, true));
  }

  /** An agent has connected; what it registered before stays until it registers again. */
  public void connected(String agent, String machine, long nowMillis) {
    Registration old = registrations.get(agent);
    List<Instance> instances = old == null ? List.of() : old.instances();
    put(new Registration(agent, machine, instances, nowMillis + leaseMillis, false));
  }

  /**
   * Replaces what {@code agent} has registered.
   *
   * @return whether others see a difference
   */
  public boolean register(String agent, List<Instance> instances, long nowMillis) {
    Registration old = registrations.get(agent);
    if (old == null) {
      return false;
    }
    if (!old.instances().equals(instances)) {
      remember(old, nowMillis);
    }
    put(new Registration(agent, old.machine(), instances, nowMillis + leaseMillis, false));
    return !old.instances().equals(instances);
  }

  /**
   * Who else has registered an address on which {@code agent} says to listen, under another
   * identity: only one of them can be right.
   */
  public List<Registration> rivals(String agent, List<Instance> instances) {
    Registration own = registrations.get(agent);
    if (own == null || instances.isEmpty()) {
      return List.of();
    }
    return addresses.of(instances).stream()
        .filter(other -> !other.equals(agent))
        .map(registrations::get)
        .filter(
            other ->
                other.instances().stream()
                    .anyMatch(
                        theirs -> Addresses.contested(own.machine(), instances, other, theirs)))
        .toList();
  }

  /** For people: what {@code rival} holds that {@code agent} wants. */
  public String contested(Registration rival, String agent, List<Instance> wanted) {
    String machine = registrations.get(agent).machine();
    for (Instance theirs : rival.instances()) {
      for (Instance.Port held : theirs.ports()) {
        if (Addresses.contested(machine, wanted, rival, theirs, held)) {
          return held.address()
              + ":"
              + held.port()
              + " is held by a live "
              + theirs.namespace()
              + "/"
              + theirs.service()
              + "; see setting advertise";
        }
      }
    }
    return "the address is held by another";
  }

  /**
   * An address belongs to who listens there now: takes it from those whose connection is lost.
   *
   * @return the agents that lost something
   */
  public List<String> takeOver(String agent, List<Instance> instances) {
    List<String> losers = new ArrayList<>();
    for (Registration rival : rivals(agent, instances)) {
      String machine = registrations.get(agent).machine();
      List<Instance> left =
          rival.instances().stream()
              .filter(theirs -> !Addresses.contested(machine, instances, rival, theirs))
              .toList();
      put(
          new Registration(
              rival.agent(), rival.machine(), left, rival.expiresMillis(), rival.suspect()));
      losers.add(rival.agent());
    }
    return losers;
  }

  /** Any message of the agent. */
  public void renew(String agent, long nowMillis) {
    registrations.computeIfPresent(agent, (id, old) -> old.renewed(nowMillis + leaseMillis));
  }

  /** Its connection is lost. */
  public void suspect(String agent) {
    registrations.computeIfPresent(agent, (id, old) -> old.suspected());
  }

  /** An agent that has left in order. */
  public void remove(String agent) {
    Registration old = registrations.remove(agent);
    if (old != null) {
      addresses.remove(old);
    }
  }

  private void put(Registration registration) {
    Registration old = registrations.put(registration.agent(), registration);
    if (old == null || !old.instances().equals(registration.instances())) {
      if (old != null) {
        addresses.remove(old);
      }
      addresses.add(registration);
    }
  }

  /** Removes and returns what was not renewed in time. */
  public List<Registration> expire(long nowMillis) {
    List<Registration> expired = new ArrayList<>();
    for (Registration registration : all()) {
      if (registration.expiresMillis() <= nowMillis) {
        remove(registration.agent());
        remember(registration, nowMillis);
        expired.add(registration);
      }
    }
    return expired;
  }

  private void remember(Registration left, long nowMillis) {
    if (!left.instances().isEmpty()) {
      gone.remove(left.agent());
      gone.put(
          left.agent(),
          new Registration(
              left.agent(), left.machine(), left.instances(), nowMillis + MEMORY_MILLIS, true));
    }
    if (gone.size() > MAX_REMEMBERED) {
      gone.remove(gone.keySet().iterator().next());
    }
  }

  /**
   * Forgets hosts that have had no instance for long.
   *
   * @return whether there were any
   */
  public boolean forget(long nowMillis) {
    return gone.values().removeIf(registration -> registration.expiresMillis() <= nowMillis);
  }

  /** Registrations of before, whose hosts are still known. */
  public Collection<Registration> remembered() {
    return List.copyOf(gone.values());
  }

  /**
   * When {@link #expire} or {@link #forget} has work at the earliest, {@code Long.MAX_VALUE}:
   * never.
   */
  public long nextExpiryMillis() {
    return Stream.concat(registrations.values().stream(), gone.values().stream())
        .mapToLong(Registration::expiresMillis)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  public @Nullable Registration get(String agent) {
    return registrations.get(agent);
  }

  public Collection<Registration> all() {
    return List.copyOf(registrations.values());
  }
}
