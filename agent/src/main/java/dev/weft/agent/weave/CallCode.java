package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;

/** Puts code before and after the calls of one method within a body: CALL. */
final class CallCode {
  /** The argument once more, the number, self and four objects. */
  private static final int STACK = 7;

  private CallCode() {}

  static void put(
      ClassFile file,
      Body body,
      Pool pool,
      Signature method,
      HookPoint point,
      int hook,
      int endHook) {
    Snippet before = before(pool, method, hook);
    Snippet after = after(pool, method, endHook);
    boolean found = false;
    for (int at = 0; at < body.length(); at = body.next(at)) {
      int opcode = body.opcode(at);
      if (!Op.isCall(opcode) || !file.callsMethod(body.operand(at), point.callee())) {
        continue;
      }
      String[] parameters = Signature.parameters(file.calledDescriptor(body.operand(at)));
      boolean passesObject =
          parameters.length == 0
              ? opcode != Op.INVOKESTATIC
              : Boxing.wrapper(parameters[parameters.length - 1]) == null;
      if (!passesObject) {
        throw new IllegalArgumentException("the last argument is no object: " + point);
      }
      found = true;
      body.before(at, before, STACK);
      body.after(at, after, STACK);
    }
    if (!found) {
      throw new IllegalArgumentException("the callee is not called: " + point);
    }
  }

  private static Snippet before(Pool pool, Signature method, int hook) {
    Snippet code = new Snippet(pool);
    code.op(Op.DUP);
    code.number(hook);
    code.op(Op.SWAP);
    method.self(code);
    code.op(Op.SWAP);
    code.nulls(3);
    code.call();
    code.op(Op.POP);
    return code;
  }

  private static Snippet after(Pool pool, Signature method, int endHook) {
    Snippet code = new Snippet(pool);
    code.number(endHook);
    method.self(code);
    code.nulls(4);
    code.call();
    code.op(Op.POP);
    return code;
  }
}
