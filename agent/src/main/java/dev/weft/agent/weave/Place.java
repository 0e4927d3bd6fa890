package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;

/** A place of an adapter's. */
record Place(AdapterState state, HookPoint point) {}
