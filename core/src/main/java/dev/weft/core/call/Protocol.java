package dev.weft.core.call;

/** What is spoken on a connection, as far as policy and registry tell it apart. */
public enum Protocol {
  HTTP("http"),
  GRPC("grpc");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  /** As in the registry's records. */
  public String text() {
    return text;
  }
}
