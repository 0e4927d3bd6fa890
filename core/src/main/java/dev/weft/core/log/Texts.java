package dev.weft.core.log;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The texts of a line: never null, never long, without what may be secret. */
final class Texts {
  /** Longer ones are cut, so that a message holds hundreds of lines. */
  private static final int MAX = 256;

  private static final int MAX_PATH = 1_024;

  private Texts() {}

  static String of(@Nullable String text) {
    return text == null ? "" : text.length() <= MAX ? text : text.substring(0, MAX);
  }

  static String address(@Nullable InetSocketAddress address) {
    return address == null || address.getAddress() == null
        ? ""
        : address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  static String failure(@Nullable Throwable failure) {
    // Its message is the application's, and may tell anything.
    return failure == null ? "" : of(failure.getClass().getName());
  }

  /** Without user and password, which a URL may carry there. */
  static String authority(String authority) {
    return of(authority.substring(authority.lastIndexOf('@') + 1));
  }

  /**
   * The path with the names of its parameters, but {@code *} for their values: tokens, keys and
   * people's names travel in them, and which of them are harmless only the application knows.
   */
  static String path(String path) {
    int query = path.indexOf('?');
    if (query < 0) {
      return path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH);
    }
    StringBuilder shown = new StringBuilder(Math.min(path.length(), MAX_PATH));
    shown.append(path, 0, query + 1);
    int at = query + 1;
    while (at < path.length() && shown.length() < MAX_PATH) {
      int end = path.indexOf('&', at);
      int stop = end < 0 ? path.length() : end;
      int equals = path.indexOf('=', at);
      if (equals >= 0 && equals < stop) {
        shown.append(path, at, equals + 1);
      }
      // Without a name the whole of it is the value.
      shown.append(stop > at ? "*" : "").append(end < 0 ? "" : "&");
      at = stop + 1;
    }
    if (shown.length() > MAX_PATH) {
      shown.setLength(MAX_PATH);
    }
    return shown.toString();
  }

  static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }
}
