package dev.weft.core.call;

/** Whether the request's body can be sent again. */
public enum Replay {
  /** It is consumed by the first attempt, or nobody knows. */
  NEVER,
  /** As long as no byte of it has left. */
  UNTIL_SENT,
  /** Any number of times. */
  ALWAYS
}
