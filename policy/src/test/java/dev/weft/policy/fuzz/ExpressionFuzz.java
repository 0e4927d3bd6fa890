package dev.weft.policy.fuzz;

import dev.weft.policy.expression.Attribute;
import dev.weft.policy.expression.Expression;
import dev.weft.policy.expression.ExpressionException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Filters of the access log: refused, or answered for any call. */
public final class ExpressionFuzz {
  private static final Expression.Call BARE = new SomeCall(null, null, null);
  private static final Expression.Call FULL = new SomeCall("a", 404L, true);

  private ExpressionFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    // Most of it is the fuzzer's: it notes each comparison of texts.
    Memory.bounded(input, 2_000, 8_000_000, ExpressionFuzz::run);
  }

  private static void run(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Expression expression;
    try {
      expression = Expression.parse(text);
    } catch (ExpressionException refused) {
      if (refused.getMessage() == null || refused.getMessage().length() > text.length() + 1_000) {
        throw new IllegalStateException("says nothing, or too much: " + refused.getMessage());
      }
      return;
    }
    expression.matches(BARE);
    expression.matches(FULL);
    Expression again = reparsed(text);
    if (!again.equals(expression) || again.hashCode() != expression.hashCode()) {
      throw new IllegalStateException("is another one when it is read again");
    }
  }

  private static Expression reparsed(String text) {
    try {
      return Expression.parse(text);
    } catch (ExpressionException e) {
      throw new IllegalStateException("refused when it is read again", e);
    }
  }

  /** Everything of a type is one value; null: absent. */
  private record SomeCall(@Nullable String text, @Nullable Long number, @Nullable Boolean truth)
      implements Expression.Call {
    @Override
    public @Nullable Object attribute(Attribute attribute) {
      return switch (attribute) {
        case MTLS -> truth;
        case DURATION, CODE, GRPC_STATUS -> number;
        default -> text;
      };
    }

    @Override
    public @Nullable String header(String name) {
      return text;
    }
  }
}
