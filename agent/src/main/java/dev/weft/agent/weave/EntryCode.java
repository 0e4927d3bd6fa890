package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;
import dev.weft.bootstrap.Shape;

/** Puts code before a method's first instruction: REPLACE, ARGUMENT, ENTER. */
final class EntryCode {
  /** A result, the number, self and four objects, the last of them two wide until it is boxed. */
  private static final int STACK = 10;

  private EntryCode() {}

  static void put(Body body, Pool pool, Signature method, HookPoint point, int hook) {
    Snippet code = new Snippet(pool);
    if (point.shape() == Shape.ARGUMENT) {
      argument(code, method, point, hook);
    } else {
      code.number(hook);
      method.self(code);
      for (int i = 0; i < 4; i++) {
        method.parameter(code, i);
      }
      code.call();
      if (point.shape() == Shape.ENTER) {
        code.op(Op.POP);
      } else if (method.isConstructor) {
        throw new IllegalArgumentException("a constructor cannot be replaced: " + point);
      } else if (Boxing.slots(method.result) == 0) {
        replaceVoid(code, method);
      } else {
        replace(code, method);
      }
    }
    body.atEntry(code, STACK);
  }

  private static void argument(Snippet code, Signature method, HookPoint point, int hook) {
    int argument = point.argument();
    if (argument < 0 || argument >= method.parameters.length) {
      throw new IllegalArgumentException("there is no such parameter: " + point);
    }
    method.parameter(code, argument);
    code.number(hook);
    method.self(code);
    method.parameter(code, argument);
    for (int i = 0, others = 0; others < 3; i++) {
      if (i != argument) {
        method.parameter(code, i);
        others++;
      }
    }
    code.replace();
    String type = method.parameters[argument];
    Boxing.unbox(code, type);
    code.variable(Op.ISTORE + Boxing.kind(type), method.slotOf(argument));
  }

  private static void replaceVoid(Snippet code, Signature method) {
    int run = code.jump(Op.IFNULL);
    code.op(Op.RETURN);
    code.land(run);
    method.entryFrame(code, false);
    // The body may begin with a frame of its own, and no place may have two.
    code.op(Op.NOP);
  }

  private static void replace(Snippet code, Signature method) {
    boolean nullable = Boxing.wrapper(method.result) == null;
    int nothing = -1;
    code.op(Op.DUP);
    int run = code.jump(Op.IFNULL);
    if (nullable) {
      code.op(Op.DUP);
      code.isNothing();
      nothing = code.jump(Op.IFNE);
    }
    Boxing.unbox(code, method.result);
    code.op(Op.IRETURN + Boxing.kind(method.result));
    if (nullable) {
      code.land(nothing);
      method.entryFrame(code, true);
      code.op(Op.POP);
      code.op(Op.ACONST_NULL);
      code.op(Op.ARETURN);
    }
    code.land(run);
    method.entryFrame(code, true);
    code.op(Op.POP);
  }
}
