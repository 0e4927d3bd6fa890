package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;

/** Gives the hooks of a class being woven their numbers. */
interface Numbers {
  /**
   * The same for the same arguments.
   *
   * @param method the place, with the descriptor of the method found
   */
  int number(AdapterState state, HookPoint method, String key);
}
