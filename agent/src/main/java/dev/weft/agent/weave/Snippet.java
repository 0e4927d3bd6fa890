package dev.weft.agent.weave;

import java.util.ArrayList;
import java.util.List;

/**
 * Code to be put into a body: it begins and ends with the same stack, and jumps within itself only.
 * Not thread-safe.
 */
final class Snippet {
  private static final String BRIDGE = "java/lang/WeftBridge";
  private static final String FIVE =
      "Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)"
          + "Ljava/lang/Object;";

  final Pool pool;
  final ByteSink code = new ByteSink(64);

  /** In order; offsets from the snippet's begin. */
  final List<Frame> frames = new ArrayList<>();

  Snippet(Pool pool) {
    this.pool = pool;
  }

  void op(int opcode) {
    code.u1(opcode);
  }

  /**
   * @param opcode that for a variable of the kind, {@code ILOAD} to {@code ALOAD} or {@code ISTORE}
   *     to {@code ASTORE}
   */
  void variable(int opcode, int variable) {
    if (variable < 256) {
      code.u1(opcode);
      code.u1(variable);
    } else {
      code.u1(Op.WIDE);
      code.u1(opcode);
      code.u2(variable);
    }
  }

  void load(int variable) {
    variable(Op.ALOAD, variable);
  }

  void store(int variable) {
    variable(Op.ASTORE, variable);
  }

  void number(int value) {
    if (value >= -1 && value <= 5) {
      code.u1(Op.ICONST_0 + value);
    } else if (value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE) {
      code.u1(Op.BIPUSH);
      code.u1(value);
    } else if (value >= Short.MIN_VALUE && value <= Short.MAX_VALUE) {
      code.u1(Op.SIPUSH);
      code.u2(value);
    } else {
      int constant = pool.number(value);
      code.u1(Op.LDC_W);
      code.u2(constant);
    }
  }

  void nulls(int count) {
    for (int i = 0; i < count; i++) {
      code.u1(Op.ACONST_NULL);
    }
  }

  /** {@code CHECKCAST} or {@code INSTANCEOF}. */
  void type(int opcode, String internalName) {
    int type = pool.type(internalName);
    code.u1(opcode);
    code.u2(type);
  }

  void invoke(int opcode, String owner, String name, String descriptor) {
    int method = pool.method(owner, name, descriptor);
    code.u1(opcode);
    code.u2(method);
  }

  /** {@code WeftBridge.call}: the number and five objects are on the stack. */
  void call() {
    invoke(Op.INVOKESTATIC, BRIDGE, "call", "(I".concat(FIVE));
  }

  /** {@code WeftBridge.replace}: the original, the number and five objects are on the stack. */
  void replace() {
    invoke(Op.INVOKESTATIC, BRIDGE, "replace", "(Ljava/lang/Object;I".concat(FIVE));
  }

  /** Whether the object on the stack stands for "nothing": then it is of the bridge's type. */
  void isNothing() {
    type(Op.INSTANCEOF, BRIDGE);
  }

  /** A jump to what comes later; to be given to {@link #land}. */
  int jump(int opcode) {
    int at = code.size();
    code.u1(opcode);
    code.u2(0);
    return at;
  }

  void land(int jump) {
    code.set2(jump + 1, code.size() - jump);
  }

  /** What the verifier is to know here. */
  void frame(int[] locals, int[] stack) {
    frames.add(new Frame(code.size(), locals, stack));
  }
}
