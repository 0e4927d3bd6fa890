package dev.weft.collector.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static final String ESCAPE = "\u001b";

  @Test
  void coloursAreForTerminalsWhereNobodyForbidsThem() {
    assertThat(Terminal.of(true, Map.of("TERM", "xterm")).colours()).isTrue();
    assertThat(Terminal.of(false, Map.of("TERM", "xterm")).colours()).isFalse();
    assertThat(Terminal.of(true, Map.of("NO_COLOR", "1")).colours()).isFalse();
    assertThat(Terminal.of(true, Map.of("NO_COLOR", "")).colours()).isTrue();
    assertThat(Terminal.of(true, Map.of("TERM", "dumb")).colours()).isFalse();
    assertThat(Terminal.NONE.paint(Colour.RED, "x")).isEqualTo("x");
  }

  @Test
  void theWidthOfAPipeIsThatOfTheEnvironment() {
    assertThat(Terminal.of(false, Map.of("COLUMNS", "77", "LINES", "9")).size())
        .isEqualTo(new Terminal.Size(77, 9));
    assertThat(Terminal.of(false, Map.of("COLUMNS", "no")).size().columns()).isEqualTo(120);
  }

  @Test
  void aTablesColoursDoNotMoveItsColumns() {
    Output.Table plain = table(Terminal.NONE);
    Output.Table coloured = table(Terminal.of(true, Map.of()));
    assertThat(plain.lines())
        .containsExactly("NAME     COUNT", "a            1   x", "longer     100");
    assertThat(coloured.lines().get(1)).contains(ESCAPE + "[31ma" + ESCAPE + "[0m");
    assertThat(coloured.lines().stream().map(l -> l.replaceAll("\u001b\\[\\d*m", "")).toList())
        .isEqualTo(plain.lines());
  }

  private static Output.Table table(Terminal terminal) {
    Output.Table table = new Output.Table(terminal, "NAME", "COUNT", "").numbers(1);
    table.row(Colour.RED.of("a"), "1", "x");
    table.row("longer", "100", "");
    return table;
  }

  @Test
  void aCellCannotActOnTheTerminal() {
    Output.Table table = new Output.Table(Terminal.NONE, "NAME");
    table.row("a" + ESCAPE + "[2J\nb");
    assertThat(table.lines().get(1)).isEqualTo("a\\u001b[2J\\u000ab");
  }

  @Test
  void aScreenIsDrawnInPlaceAndLeftAsItWas() {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    try (LiveScreen screen = LiveScreen.on(out, new ByteArrayInputStream(new byte[] {'s'}))) {
      assertThat(screen.key()).isEqualTo('s');
      assertThat(screen.key()).isNull();
      screen.draw(List.of("one", "two", "three"), 2);
    }
    assertThat(text.toString())
        .startsWith(ESCAPE + "[?1049h" + ESCAPE + "[?25l")
        .contains("one", "two")
        .doesNotContain("three")
        .endsWith(ESCAPE + "[?25h" + ESCAPE + "[?1049l");
  }
}
