package dev.weft.policy.expression;

import dev.weft.policy.expression.Attribute.Type;
import dev.weft.policy.expression.Expression.Has;
import dev.weft.policy.expression.Expression.Header;
import dev.weft.policy.expression.Expression.In;
import dev.weft.policy.expression.Expression.Known;
import dev.weft.policy.expression.Expression.Literal;
import dev.weft.policy.expression.Expression.Part;
import dev.weft.policy.expression.Expression.Truth;
import dev.weft.policy.expression.Expression.Value;
import dev.weft.policy.value.GoDuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads one {@link Expression} by descent. Used once. */
final class Parser {
  /** Parentheses and negations; nobody writes so many, and the stack is finite. */
  private static final int MAX_DEPTH = 50;

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> FUNCTIONS = Set.of("startsWith", "endsWith", "contains");

  private final Tokens tokens;
  private int depth;

  Parser(String text) throws ExpressionException {
    if (text.length() > Expression.MAX_LENGTH) {
      throw new ExpressionException("at most " + Expression.MAX_LENGTH + " characters");
    }
    tokens = new Tokens(text);
  }

  Expression expression() throws ExpressionException {
    Expression whole = or();
    if (!tokens.atEnd()) {
      throw tokens.expected("&&, || or the end");
    }
    return whole;
  }

  private Expression or() throws ExpressionException {
    Expression left = and();
    while (tokens.take("||")) {
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() throws ExpressionException {
    Expression left = unary();
    while (tokens.take("&&")) {
      left = new Expression.And(left, unary());
    }
    return left;
  }

  private Expression unary() throws ExpressionException {
    if (++depth > MAX_DEPTH) {
      throw new ExpressionException("at most " + MAX_DEPTH + " parentheses within each other");
    }
    try {
      if (tokens.take("!")) {
        return new Expression.Not(unary());
      }
      if (tokens.take("(")) {
        Expression inner = or();
        tokens.must(")");
        return inner;
      }
      return predicate();
    } finally {
      depth--;
    }
  }

  private Expression predicate() throws ExpressionException {
    if (tokens.take("has")) {
      tokens.must("(");
      Value value = value();
      tokens.must(")");
      return new Has(value);
    }
    Value left = value();
    if (tokens.take("in")) {
      return in(left);
    }
    if (tokens.take(".")) {
      return part(left);
    }
    if (COMPARISONS.contains(tokens.peek())) {
      String operator = tokens.next();
      Value right = value();
      same(left, right);
      if (left.type() == Type.TRUTH && !operator.endsWith("=")) {
        throw tokens.expected("== or != between true and false");
      }
      return new Expression.Compare(left, operator, right);
    }
    if (left.type() != Type.TRUTH) {
      throw tokens.expected("a comparison such as ==, <, in [...] or .startsWith('...')");
    }
    return new Truth(left);
  }

  private Expression in(Value left) throws ExpressionException {
    List<Object> values = new ArrayList<>();
    tokens.must("[");
    do {
      Value value = value();
      same(left, value);
      if (!(value instanceof Literal literal)) {
        throw tokens.expected("only texts, numbers and the like in the list");
      }
      values.add(literal.value());
    } while (tokens.take(","));
    tokens.must("]");
    return new In(left, values);
  }

  private Expression part(Value left) throws ExpressionException {
    String function = tokens.peek();
    if (!FUNCTIONS.contains(function) || left.type() != Type.TEXT) {
      throw tokens.expected("startsWith, endsWith or contains, of a text");
    }
    tokens.next();
    tokens.must("(");
    String part = tokens.text();
    tokens.must(")");
    return new Part(left, function, part);
  }

  private void same(Value left, Value right) throws ExpressionException {
    if (left.type() != right.type()) {
      throw tokens.expected(left.type().words() + " on both sides");
    }
  }

  private Value value() throws ExpressionException {
    String token = tokens.peek();
    if (tokens.isText()) {
      return new Literal(Type.TEXT, tokens.text());
    }
    if (tokens.isNumber()) {
      return new Literal(Type.NUMBER, tokens.number());
    }
    if (token.equals("true") || token.equals("false")) {
      tokens.next();
      return new Literal(Type.TRUTH, token.equals("true"));
    }
    if (token.equals("duration")) {
      return duration();
    }
    if (token.equals("request.headers")) {
      tokens.next();
      tokens.must("[");
      String name = tokens.text();
      tokens.must("]");
      return new Header(name);
    }
    Attribute attribute = Attribute.named(token);
    if (attribute == null) {
      throw tokens.expected(
          "a text, a number, request.headers['name'] or one of "
              + String.join(", ", Attribute.names()));
    }
    tokens.next();
    return new Known(attribute);
  }

  private Value duration() throws ExpressionException {
    tokens.next();
    tokens.must("(");
    String text = tokens.text();
    tokens.must(")");
    try {
      return new Literal(Type.DURATION, GoDuration.parse(text).toNanos() / 1_000);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw tokens.expected("a duration as 100ms, not '" + text + "'");
    }
  }
}
