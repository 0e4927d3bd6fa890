package dev.weft.agent.jvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Prints what comes of each kind of {@code invokedynamic} that javac writes for Java 17. */
final class DesugarSample {
  private final String name;
  private int calls;

  private DesugarSample(String name) {
    this.name = name;
  }

  record Empty() {}

  record Point(
      int x, long y, double d, float f, boolean b, char c, byte t, short s, String text, int[] a) {}

  interface Greeting {
    String greet(String whom);

    private String loud(String whom) {
      return whom.toUpperCase(java.util.Locale.ROOT);
    }

    default Greeting louder() {
      return whom -> greet(loud(whom));
    }
  }

  abstract static class Base {
    protected String who() {
      return "base";
    }
  }

  static final class Derived extends Base {
    @Override
    protected String who() {
      return "derived";
    }

    Supplier<String> both() {
      Supplier<String> parent = super::who;
      Supplier<String> own = this::who;
      return () -> parent.get() + own.get();
    }
  }

  private String hello(String whom) {
    calls++;
    return "hello " + whom + " from " + name;
  }

  private static int twice(int i) {
    return 2 * i;
  }

  private static <T extends Comparable<T>> T larger(T a, T b) {
    Comparator<T> order = Comparable::compareTo;
    return order.compare(a, b) >= 0 ? a : b;
  }

  public static void main(String[] args) throws Exception {
    methods();
    conversions();
    records();
    concatenations();
    failures();
  }

  private static void methods() throws Exception {
    DesugarSample sample = new DesugarSample("sample");
    Greeting bound = sample::hello;
    Greeting inner = whom -> sample.hello(whom + sample.calls);
    System.out.println(bound.louder().greet("a") + inner.greet("b"));
    BiFunction<DesugarSample, String, String> unbound = DesugarSample::hello;
    System.out.println(unbound.apply(sample, "c"));
    Function<String, DesugarSample> made = DesugarSample::new;
    System.out.println(made.apply("made").name);
    IntFunction<int[]> arrays = int[]::new;
    System.out.println(arrays.apply(3).length);
    Supplier<List<String>> lists = ArrayList::new;
    System.out.println(lists.get());
    Map<String, List<Integer>> map = new TreeMap<>();
    map.computeIfAbsent("k", k -> new ArrayList<>()).add(1);
    map.forEach((k, v) -> System.out.println(k + v));
    System.out.println(new Derived().both().get());
    Callable<String> thrown = () -> String.valueOf(larger("a", "b"));
    System.out.println(thrown.call());
    Supplier<Supplier<String>> nested = () -> () -> "nested";
    System.out.println(nested.get().get());
    Supplier<String> once = () -> "same";
    System.out.println(once == once());
  }

  private static Supplier<String> once() {
    return () -> "same";
  }

  private static void conversions() {
    IntUnaryOperator operator = DesugarSample::twice;
    Function<Integer, Integer> boxed = DesugarSample::twice;
    ToLongFunction<Integer> widened = DesugarSample::twice;
    ToDoubleFunction<Integer> doubled = i -> i;
    Function<Integer, Object> object = DesugarSample::twice;
    Function<Object, String> wider = String::valueOf;
    Function<String, Object> text = wider::apply;
    Predicate<String> empty = String::isEmpty;
    long start = 5_000_000_000L;
    double part = 0.5;
    LongSupplier captured = () -> start + (long) (4 * part);
    Runnable dropped = () -> List.of(1).size();
    dropped.run();
    System.out.println(
        operator.applyAsInt(2)
            + " "
            + boxed.apply(3)
            + " "
            + widened.applyAsLong(4)
            + " "
            + doubled.applyAsDouble(5)
            + " "
            + object.apply(6)
            + " "
            + text.apply("t")
            + " "
            + empty.test("")
            + " "
            + captured.getAsLong());
  }

  private static Point point(double d, String text, int[] array) {
    return new Point(1, 2L, d, Float.NaN, true, 'c', (byte) 3, (short) 4, text, array);
  }

  private static void records() {
    int[] array = {};
    Point point = point(Double.NaN, "t", array);
    System.out.println(
        new Empty() + " " + new Empty().hashCode() + new Empty().equals(new Empty()));
    System.out.println(point(0.0, null, null));
    System.out.println(point(0.0, "t", null).hashCode() + " " + point(1, null, null).hashCode());
    System.out.println(point.equals(point(Double.NaN, "t", array)));
    System.out.println(point.equals(point(Double.NaN, "t", new int[0])));
    System.out.println(point(0.0, "t", null).equals(point(-0.0, "t", null)));
    System.out.println(point.equals(point(Double.NaN, null, array)));
    System.out.println(point.equals(null) + " " + point.equals("t"));
  }

  private static void concatenations() {
    int[] none = null;
    Object nothing = null;
    byte small = 1;
    String text = "" + small + 'c' + 2L + 1.5f + 2.5 + true + nothing + (none == null) + "\1\2";
    text += text.length();
    System.out.println(text);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void failures() {
    Function<Integer, Integer> boxed = DesugarSample::twice;
    try {
      System.out.println(((Function) boxed).apply("no number"));
    } catch (ClassCastException e) {
      System.out.println("no number");
    }
    DesugarSample none = null;
    try {
      Greeting bound = none::hello;
      System.out.println(bound);
    } catch (NullPointerException e) {
      System.out.println("nobody");
    }
  }
}
