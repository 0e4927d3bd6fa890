package dev.weft.benchmarks.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weft.policy.frame.SwitchLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a simulated agent takes from a message: the fields before the first list or object, where
 * the collector writes all that an acknowledgement needs.
 *
 * @param type of the message
 * @param marked whether it holds the text that is waited for
 */
record Received(String type, String epoch, long revision, SwitchLevel level, boolean marked) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * @param marker that is looked for in frames; empty: none
   */
  static Received of(byte[] message, String marker) {
    String type = "";
    String epoch = "";
    long revision = 0;
    SwitchLevel level = SwitchLevel.NONE;
    try (JsonParser in = JSON.createParser(message)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        if (value.isStructStart()) {
          break;
        }
        switch (name) {
          case "type" -> type = in.getText();
          case "epoch" -> epoch = in.getText();
          case "revision" -> revision = in.getLongValue();
          case "level" -> level = SwitchLevel.valueOf(in.getText().toUpperCase(Locale.ROOT));
          default -> {
            // Of no interest here.
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the collector sent what is no message", e);
    }
    boolean marked =
        type.equals("frame")
            && !marker.isEmpty()
            && new String(message, StandardCharsets.ISO_8859_1).contains(marker);
    return new Received(type, epoch, revision, level, marked);
  }
}
