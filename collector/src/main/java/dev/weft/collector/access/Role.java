package dev.weft.collector.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an operator's token allows. */
public enum Role {
  /** Only to send OTLP. */
  INGEST,
  /** To look at everything but tokens. */
  READ,
  /** To change policy, and to read. */
  WRITE,
  /** Everything. */
  ADMIN;

  /** As users write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Null if there is no such role. */
  public static @Nullable Role of(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    return null;
  }
}
