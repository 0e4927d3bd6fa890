package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;
import dev.weft.bootstrap.Shape;
import java.util.Arrays;

/**
 * Puts code before each return, and for AROUND at each throw too: RESULT, EXIT, AROUND. What the
 * hook is given at the end was saved at the entry, because a body may use its parameters' variables
 * for something else; the saved ones lie behind the body's own.
 */
final class ExitCode {
  /** The number, self and four objects, the last of them two wide until it is boxed. */
  private static final int ENTRY_STACK = 8;

  /** The number and five objects, and a result that is two wide until it is boxed. */
  private static final int END_STACK = 8;

  private final Signature method;
  private final Pool pool;
  private final boolean around;
  private final boolean result;
  private final int hook;
  private final int endHook;

  /** How many parameters are passed at the end. */
  private final int parameters;

  /** First saved variable: kept or the result (RESULT, AROUND), then self, then the parameters. */
  private final int saved;

  private final int savedCount;

  private ExitCode(Body body, Pool pool, Signature method, HookPoint point, int hook, int endHook) {
    this.method = method;
    this.pool = pool;
    this.around = point.shape() == Shape.AROUND;
    this.result = point.shape() == Shape.RESULT;
    this.hook = hook;
    this.endHook = endHook;
    this.parameters = Math.min(method.parameters.length, around ? 2 : result ? 3 : 4);
    this.saved = body.firstFreeVariable();
    this.savedCount = 2 + parameters;
  }

  /**
   * @return how many variables it needs
   */
  static int put(Body body, Pool pool, Signature method, HookPoint point, int hook, int endHook) {
    ExitCode code = new ExitCode(body, pool, method, point, hook, endHook);
    if (code.around && method.isConstructor) {
      throw new IllegalArgumentException("not around a constructor: " + point);
    }
    if (code.result == (Boxing.slots(method.result) == 0) && !code.around) {
      throw new IllegalArgumentException("RESULT needs a result, EXIT needs none: " + point);
    }
    code.put(body);
    return code.savedCount + 1;
  }

  private void put(Body body) {
    int[] kept = new int[savedCount];
    Arrays.fill(kept, Frame.object(pool.type(Signature.OBJECT)));
    body.keep(kept);
    body.atEntry(entry(), ENTRY_STACK);
    Snippet end = around ? end(-1) : result ? replaceResult() : exit();
    for (int at = 0; at < body.length(); at = body.next(at)) {
      if (Op.isReturn(body.opcode(at))) {
        body.before(at, end, END_STACK);
      }
    }
    if (around) {
      body.handleAll(handler(body), END_STACK);
    }
  }

  private Snippet entry() {
    Snippet code = new Snippet(pool);
    method.self(code);
    code.store(saved + 1);
    for (int i = 0; i < parameters; i++) {
      method.parameter(code, i);
      code.store(saved + 2 + i);
    }
    if (around) {
      code.number(hook);
      method.self(code);
      for (int i = 0; i < 4; i++) {
        method.parameter(code, i);
      }
      code.call();
    } else {
      code.op(Op.ACONST_NULL);
    }
    code.store(saved);
    return code;
  }

  private Snippet replaceResult() {
    Snippet code = new Snippet(pool);
    Boxing.box(code, method.result);
    code.op(Op.DUP);
    code.store(saved);
    code.number(hook);
    code.load(saved + 1);
    code.load(saved);
    savedParameters(code, 3);
    code.replace();
    Boxing.unbox(code, method.result);
    return code;
  }

  private Snippet exit() {
    Snippet code = new Snippet(pool);
    code.number(hook);
    // At its end a constructor has a self, unlike at its start.
    code.load(method.isConstructor ? 0 : saved + 1);
    savedParameters(code, 4);
    code.call();
    code.op(Op.POP);
    return code;
  }

  /** The hook at the end; {@code thrown} is the variable with the throwable, -1: none. */
  private Snippet end(int thrown) {
    Snippet code = new Snippet(pool);
    end(code, thrown);
    return code;
  }

  private void end(Snippet code, int thrown) {
    code.number(endHook);
    code.load(saved + 1);
    code.load(saved);
    if (thrown < 0) {
      code.op(Op.ACONST_NULL);
    } else {
      code.load(thrown);
    }
    savedParameters(code, 2);
    code.call();
    code.op(Op.POP);
  }

  private void savedParameters(Snippet code, int count) {
    for (int i = 0; i < count; i++) {
      if (i < parameters) {
        code.load(saved + 2 + i);
      } else {
        code.op(Op.ACONST_NULL);
      }
    }
  }

  private Snippet handler(Body body) {
    Snippet code = new Snippet(pool);
    if (method.hasFrames) {
      code.frame(body.keptOnly(), new int[] {Frame.object(pool.type("java/lang/Throwable"))});
    }
    int thrown = saved + savedCount;
    code.store(thrown);
    end(code, thrown);
    code.load(thrown);
    code.op(Op.ATHROW);
    return code;
  }
}
