package dev.weft.agent.weave;

import java.util.concurrent.atomic.AtomicReference;

/** Is woven by the tests: methods of every kind of signature and body. */
@SuppressWarnings("unused")
public class Woven {
  public final String name;

  public Woven(String name, int number) {
    this.name = name + number;
  }

  public String text(String a, long b, double c) {
    return a + b + c;
  }

  public static int sum(int a, int b) {
    return a + b;
  }

  public long wide(long a, double b, int c) {
    long total = a;
    for (int i = 0; i < c; i++) {
      total += (long) b;
    }
    return total;
  }

  public void set(AtomicReference<String> target, String value) {
    target.set(value);
  }

  /** Begins with a loop, so that the first instruction has a frame of its own. */
  public void spin(int[] counter) {
    while (true) {
      if (++counter[0] > 3) {
        return;
      }
    }
  }

  public String reassigned(Object a, String b) {
    a = b.length();
    b = null;
    return a.toString();
  }

  public String branches(int kind) throws Exception {
    try {
      if (kind == 0) {
        return "zero";
      }
      if (kind == 1) {
        throw new IllegalStateException("one");
      }
      String text = "many";
      for (int i = 0; i < kind; i++) {
        long wide = i;
        text += wide;
      }
      return text;
    } catch (IllegalStateException e) {
      if (kind == 1) {
        throw new Exception("caught " + e.getMessage(), e);
      }
      return "never";
    } finally {
      synchronized (this) {
        kind++;
      }
    }
  }

  public void empty() {}

  public boolean flag() {
    return true;
  }

  public char letter(byte a, short b, float c) {
    return (char) (a + b + c);
  }

  public String[] array() {
    return new String[] {"a"};
  }

  public Object any() {
    return "any";
  }

  public void runs(Runnable task) {
    task.run();
  }
}
