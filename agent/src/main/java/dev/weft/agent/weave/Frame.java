package dev.weft.agent.weave;

/**
 * The types of variables and stack at a place of a body. A type is its tag in the low byte, and
 * above it what belongs to the tag (JVMS 4.7.4); long and double are one entry and take two
 * variables. No record: its methods would be linked while a class is loaded.
 */
@SuppressWarnings("ClassCanBeRecord")
final class Frame {
  static final int TOP = 0;
  static final int INTEGER = 1;
  static final int FLOAT = 2;
  static final int DOUBLE = 3;
  static final int LONG = 4;
  static final int UNINITIALIZED_THIS = 6;
  static final int OBJECT = 7;

  /** Belongs to it: the place of its {@code new}. */
  static final int UNINITIALIZED = 8;

  static final int[] NONE = {};

  final int at;
  final int[] locals;
  final int[] stack;

  Frame(int at, int[] locals, int[] stack) {
    this.at = at;
    this.locals = locals;
    this.stack = stack;
  }

  /** An object of the class with that constant. */
  static int object(int constant) {
    return OBJECT | constant << 8;
  }

  static boolean isWide(int type) {
    return type == LONG || type == DOUBLE;
  }
}
