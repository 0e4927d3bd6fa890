package dev.weft.benchmarks.apps.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChainApplicationTest {
  @Test
  void takesOptionsAsOtherProgramsDo() {
    assertThat(ChainApplication.joined("--port", "8080", "--next", "http://b:1"))
        .containsExactly("--port=8080", "--next=http://b:1");
    assertThat(ChainApplication.joined("--port=8080", "--debug", "--next", "http://b:1"))
        .containsExactly("--port=8080", "--debug", "--next=http://b:1");
  }
}
