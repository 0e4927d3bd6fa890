package com.example.library;

import java.io.IOException;

/** A library that a test weaves. */
public class Library {
  public String greet(String name) {
    return "hello " + name;
  }

  /** What the adapter calls back. */
  public String decorated(String name) {
    return "woven " + name;
  }

  public String fail() {
    return "as written";
  }

  public String mistyped() {
    return "as written";
  }

  public String refuse() throws IOException {
    return "as written";
  }
}
