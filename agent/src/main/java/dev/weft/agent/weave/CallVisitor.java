package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Puts code before and after the calls of one method within a body: CALL. */
final class CallVisitor extends MethodVisitor {
  private final Signature method;
  private final HookPoint point;
  private final int hook;
  private final int endHook;
  private boolean found;

  CallVisitor(MethodVisitor next, Signature method, HookPoint point, int hook, int endHook) {
    super(Opcodes.ASM9, next);
    this.method = method;
    this.point = point;
    this.hook = hook;
    this.endHook = endHook;
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (!name.equals(point.callee()) || opcode == Opcodes.INVOKESPECIAL) {
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      return;
    }
    Type[] parameters = Type.getArgumentTypes(descriptor);
    boolean passesObject =
        parameters.length == 0
            ? opcode != Opcodes.INVOKESTATIC
            : Boxing.wrapper(parameters[parameters.length - 1]) == null;
    if (!passesObject) {
      throw new IllegalArgumentException("the last argument is no object: " + point);
    }
    found = true;
    mv.visitInsn(Opcodes.DUP);
    Signature.number(mv, hook);
    mv.visitInsn(Opcodes.SWAP);
    method.self(mv);
    mv.visitInsn(Opcodes.SWAP);
    Signature.nulls(mv, 3);
    Signature.call(mv);
    mv.visitInsn(Opcodes.POP);
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    Signature.number(mv, endHook);
    method.self(mv);
    Signature.nulls(mv, 4);
    Signature.call(mv);
    mv.visitInsn(Opcodes.POP);
  }

  @Override
  public void visitEnd() {
    if (!found) {
      throw new IllegalArgumentException("the callee is not called: " + point);
    }
    super.visitEnd();
  }
}
