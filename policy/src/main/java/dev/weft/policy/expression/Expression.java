package dev.weft.policy.expression;

import dev.weft.policy.expression.Attribute.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says of a call whether it is meant: comparisons of its attributes, joined by {@code &&}, {@code
 * ||}, {@code !} and parentheses, as {@code response.code >= 400 || request.duration >
 * duration('1s')}. A part of CEL, with CEL's meaning. Immutable, compared by value.
 */
public sealed interface Expression {

  /** Longer texts are refused. */
  int MAX_LENGTH = 4_096;

  /** The call that is asked about. */
  interface Call {
    /** A {@code String}, {@code Long} or {@code Boolean} by the attribute's type; null: absent. */
    @Nullable Object attribute(Attribute attribute);

    /** A header of the request, null: absent. */
    @Nullable String header(String name);
  }

  /**
   * Null where it depends on something that the call does not have: CEL calls that an error, and
   * {@code &&} and {@code ||} are not concerned where the other side decides.
   */
  @Nullable Boolean test(Call call);

  /** Whether the call is meant; one of which that cannot be said is not. */
  default boolean matches(Call call) {
    return Boolean.TRUE.equals(test(call));
  }

  /**
   * Reads one.
   *
   * @throws ExpressionException if it is none, or more of CEL than is understood
   */
  static Expression parse(String text) throws ExpressionException {
    return new Parser(text).expression();
  }

  /** Both. */
  record And(Expression left, Expression right) implements Expression {
    @Override
    public @Nullable Boolean test(Call call) {
      Boolean one = left.test(call);
      if (Boolean.FALSE.equals(one)) {
        return false;
      }
      Boolean other = right.test(call);
      return Boolean.FALSE.equals(other) ? other : one == null ? null : other;
    }
  }

  /** Any. */
  record Or(Expression left, Expression right) implements Expression {
    @Override
    public @Nullable Boolean test(Call call) {
      Boolean one = left.test(call);
      if (Boolean.TRUE.equals(one)) {
        return true;
      }
      Boolean other = right.test(call);
      return Boolean.TRUE.equals(other) ? other : one == null ? null : other;
    }
  }

  /** The contrary. */
  record Not(Expression inner) implements Expression {
    @Override
    public @Nullable Boolean test(Call call) {
      Boolean value = inner.test(call);
      return value == null ? null : !value;
    }
  }

  /** {@code ==} to {@code >=}; both sides have one type. */
  record Compare(Value left, String operator, Value right) implements Expression {
    @Override
    public @Nullable Boolean test(Call call) {
      Object one = left.of(call);
      Object other = right.of(call);
      if (one == null || other == null) {
        return null;
      }
      return switch (operator) {
        case "==" -> one.equals(other);
        case "!=" -> !one.equals(other);
        case "<" -> order(one, other) < 0;
        case "<=" -> order(one, other) <= 0;
        case ">" -> order(one, other) > 0;
        default -> order(one, other) >= 0;
      };
    }

    private static int order(Object one, Object other) {
      return one instanceof Long number
          ? Long.compare(number, (Long) other)
          : one.toString().compareTo(other.toString());
    }
  }

  /** {@code in [...]}. */
  record In(Value value, List<Object> values) implements Expression {
    public In {
      values = List.copyOf(values);
    }

    @Override
    public @Nullable Boolean test(Call call) {
      Object found = value.of(call);
      return found == null ? null : values.contains(found);
    }
  }

  /** {@code startsWith}, {@code endsWith} and {@code contains}. */
  record Part(Value value, String function, String part) implements Expression {
    @Override
    public @Nullable Boolean test(Call call) {
      if (!(value.of(call) instanceof String text)) {
        return null;
      }
      return switch (function) {
        case "startsWith" -> text.startsWith(part);
        case "endsWith" -> text.endsWith(part);
        default -> text.contains(part);
      };
    }
  }

  /** {@code has(...)}. */
  record Has(Value value) implements Expression {
    @Override
    public @Nullable Boolean test(Call call) {
      return value.of(call) != null;
    }
  }

  /** Something that is true or false by itself. */
  record Truth(Value value) implements Expression {
    @Override
    public @Nullable Boolean test(Call call) {
      return (Boolean) value.of(call);
    }
  }

  /** What is compared. */
  sealed interface Value {
    @Nullable Object of(Call call);

    Type type();
  }

  /** {@code response.code}. */
  record Known(Attribute attribute) implements Value {
    @Override
    public @Nullable Object of(Call call) {
      return call.attribute(attribute);
    }

    @Override
    public Type type() {
      return attribute.type();
    }
  }

  /** {@code request.headers['x-user']}. */
  record Header(String name) implements Value {
    @Override
    public @Nullable Object of(Call call) {
      return call.header(name);
    }

    @Override
    public Type type() {
      return Type.TEXT;
    }
  }

  /**
   * @param value as {@link Call#attribute} gives it
   */
  record Literal(Type type, Object value) implements Value {
    @Override
    public Object of(Call call) {
      return value;
    }
  }
}
