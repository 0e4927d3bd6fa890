package dev.weft.collector.store;

/**
 * Who asks for something, as history and audit log keep it.
 *
 * @param who the authenticated operator, {@link #ANONYMOUS} where nobody had to say who they are,
 *     {@link #COLLECTOR} for what the collector does by itself
 * @param address where the request came from, an IP address; empty: from this process
 */
public record Author(String who, String address) {
  public static final String ANONYMOUS = "anonymous";
  public static final String COLLECTOR = "collector";

  public Author {
    who = Texts.oneLine(who, 256);
    address = Texts.oneLine(address, 64);
  }

  /** Somebody at {@code address} who was not asked for a name. */
  public static Author anonymous(String address) {
    return new Author(ANONYMOUS, address);
  }
}
