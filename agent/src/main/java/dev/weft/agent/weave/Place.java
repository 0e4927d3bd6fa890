package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;

/**
 * A place of an adapter's. Compared by identity, and no record: a record's methods are linked at
 * their first call, which may not be while a class is loaded.
 */
final class Place {
  private final AdapterState state;
  private final HookPoint point;

  Place(AdapterState state, HookPoint point) {
    this.state = state;
    this.point = point;
  }

  AdapterState state() {
    return state;
  }

  HookPoint point() {
    return point;
  }
}
