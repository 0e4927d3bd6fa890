package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;
import dev.weft.bootstrap.Shape;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Puts code before each return, and for AROUND at each throw too: RESULT, EXIT, AROUND. What the
 * hook is given at the end was saved at the entry, because a body may use its parameters' variables
 * for something else; the saved ones lie right behind the parameters, and the body's own move up.
 */
final class ExitVisitor extends MethodVisitor {
  private final Signature method;
  private final boolean around;
  private final boolean result;
  private final int hook;
  private final int endHook;

  /** How many parameters are passed at the end. */
  private final int parameters;

  /** First saved variable: kept or the result (RESULT, AROUND), then self, then the parameters. */
  private final int saved;

  private final int savedCount;
  private final List<Label> ranges = new ArrayList<>();
  private Label rangeStart = new Label();

  ExitVisitor(MethodVisitor next, Signature method, HookPoint point, int hook, int endHook) {
    super(Opcodes.ASM9, next);
    this.method = method;
    this.around = point.shape() == Shape.AROUND;
    this.result = point.shape() == Shape.RESULT;
    this.hook = hook;
    this.endHook = endHook;
    this.parameters = Math.min(method.parameters.length, around ? 2 : result ? 3 : 4);
    this.saved = method.parameterSlots;
    this.savedCount = 2 + parameters;
    if (around && method.isConstructor) {
      throw new IllegalArgumentException("not around a constructor: " + point);
    }
    if (result == (method.result.getSize() == 0) && !around) {
      throw new IllegalArgumentException("RESULT needs a result, EXIT needs none: " + point);
    }
  }

  @Override
  public void visitCode() {
    super.visitCode();
    method.self(mv);
    mv.visitVarInsn(Opcodes.ASTORE, saved + 1);
    for (int i = 0; i < parameters; i++) {
      method.parameter(mv, i);
      mv.visitVarInsn(Opcodes.ASTORE, saved + 2 + i);
    }
    if (around) {
      Signature.number(mv, hook);
      method.self(mv);
      for (int i = 0; i < 4; i++) {
        method.parameter(mv, i);
      }
      Signature.call(mv);
    } else {
      mv.visitInsn(Opcodes.ACONST_NULL);
    }
    mv.visitVarInsn(Opcodes.ASTORE, saved);
    if (around) {
      mv.visitLabel(rangeStart);
    }
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode < Opcodes.IRETURN || opcode > Opcodes.RETURN) {
      super.visitInsn(opcode);
      return;
    }
    if (around) {
      closeRange();
      end(-1);
    } else if (result) {
      replaceResult();
    } else {
      exit();
    }
    super.visitInsn(opcode);
    if (around) {
      rangeStart = new Label();
      mv.visitLabel(rangeStart);
    }
  }

  private void replaceResult() {
    Boxing.box(mv, method.result);
    mv.visitInsn(Opcodes.DUP);
    mv.visitVarInsn(Opcodes.ASTORE, saved);
    Signature.number(mv, hook);
    mv.visitVarInsn(Opcodes.ALOAD, saved + 1);
    mv.visitVarInsn(Opcodes.ALOAD, saved);
    savedParameters(3);
    Signature.replace(mv);
    Boxing.unbox(mv, method.result);
  }

  private void exit() {
    Signature.number(mv, hook);
    // At its end a constructor has a self, unlike at its start.
    mv.visitVarInsn(Opcodes.ALOAD, method.isConstructor ? 0 : saved + 1);
    savedParameters(4);
    Signature.call(mv);
    mv.visitInsn(Opcodes.POP);
  }

  /** The hook at the end; {@code thrown} is the variable with the throwable, -1: none. */
  private void end(int thrown) {
    Signature.number(mv, endHook);
    mv.visitVarInsn(Opcodes.ALOAD, saved + 1);
    mv.visitVarInsn(Opcodes.ALOAD, saved);
    if (thrown < 0) {
      mv.visitInsn(Opcodes.ACONST_NULL);
    } else {
      mv.visitVarInsn(Opcodes.ALOAD, thrown);
    }
    savedParameters(2);
    Signature.call(mv);
    mv.visitInsn(Opcodes.POP);
  }

  private void savedParameters(int count) {
    for (int i = 0; i < count; i++) {
      if (i < parameters) {
        mv.visitVarInsn(Opcodes.ALOAD, saved + 2 + i);
      } else {
        mv.visitInsn(Opcodes.ACONST_NULL);
      }
    }
  }

  /** The end's own code is left out of the range, or a throw there would run it twice. */
  private void closeRange() {
    Label end = new Label();
    mv.visitLabel(end);
    if (end.getOffset() != rangeStart.getOffset()) { // an empty range is not a valid class file
      ranges.add(rangeStart);
      ranges.add(end);
    }
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    if (around) {
      closeRange();
      Label handler = new Label();
      for (int i = 0; i < ranges.size(); i += 2) {
        // Last in the table: the body's own handlers come first.
        mv.visitTryCatchBlock(ranges.get(i), ranges.get(i + 1), handler, null);
      }
      if (!ranges.isEmpty()) {
        mv.visitLabel(handler);
        handlerFrame();
        int thrown = saved + savedCount;
        mv.visitVarInsn(Opcodes.ASTORE, thrown);
        end(thrown);
        mv.visitVarInsn(Opcodes.ALOAD, thrown);
        mv.visitInsn(Opcodes.ATHROW);
      }
    }
    super.visitMaxs(maxStack, maxLocals);
  }

  private void handlerFrame() {
    if (method.hasFrames) {
      Object[] locals = withSaved(new Object[0], 0);
      mv.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"});
    }
  }

  @Override
  public void visitFrame(int type, int localCount, Object[] local, int stackCount, Object[] stack) {
    Object[] locals = withSaved(local, localCount);
    super.visitFrame(type, locals.length, locals, stackCount, stack);
  }

  /** The locals of a frame with the saved ones behind the parameters. */
  private Object[] withSaved(Object[] local, int count) {
    List<Object> all = new ArrayList<>(count + savedCount);
    int next = 0;
    int slot = 0;
    while (next < count && slot < saved) {
      Object type = local[next++];
      all.add(type);
      slot += type == Opcodes.LONG || type == Opcodes.DOUBLE ? 2 : 1;
    }
    for (; slot < saved; slot++) {
      all.add(Opcodes.TOP);
    }
    if (slot > saved) {
      throw new IllegalStateException("a parameter's variable is used for a wider type");
    }
    for (int i = 0; i < savedCount; i++) {
      all.add(Signature.OBJECT);
    }
    while (next < count) {
      all.add(local[next++]);
    }
    return all.toArray();
  }

  @Override
  public void visitVarInsn(int opcode, int variable) {
    super.visitVarInsn(opcode, moved(variable));
  }

  @Override
  public void visitIincInsn(int variable, int increment) {
    super.visitIincInsn(moved(variable), increment);
  }

  @Override
  public void visitLocalVariable(
      String name, String descriptor, String signature, Label start, Label end, int index) {
    super.visitLocalVariable(name, descriptor, signature, start, end, moved(index));
  }

  private int moved(int variable) {
    return variable < saved ? variable : variable + savedCount;
  }
}
