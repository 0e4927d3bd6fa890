package dev.weft.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.agent.config.Settings.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentLogTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private AgentLog log(LogLevel level) {
    return new AgentLog(level, new PrintStream(out, true));
  }

  private List<String> said() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aLineIsSaidOnceAndOnlyIfTheLevelAllowsIt() {
    AgentLog log = log(LogLevel.WARN);
    log.warn("a");
    log.warn("a");
    log.info("b");
    log.fault("c", new IllegalStateException("d"));

    assertThat(said()).containsExactly("weft: a", "weft: c: java.lang.IllegalStateException: d");
  }

  @Test
  void offSaysNothingAndDebugShowsTheStackOfAFault() {
    log(LogLevel.OFF).fault("a", null);
    assertThat(said()).isEmpty();

    log(LogLevel.DEBUG).fault("a", new IllegalStateException("d"));
    assertThat(said()).hasSizeGreaterThan(2).element(1).asString().contains("IllegalState");
  }

  @Test
  void manyDifferentLinesDoNotFillADisk() {
    AgentLog log = log(LogLevel.WARN);
    for (int i = 0; i < 10_000; i++) {
      log.warn("line " + i);
    }
    assertThat(said()).hasSize(200);
  }
}
