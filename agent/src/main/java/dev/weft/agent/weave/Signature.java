package dev.weft.agent.weave;

import java.util.ArrayList;
import java.util.List;

/** A method being woven: where its parameters lie, and the code that all shapes need. */
final class Signature {
  static final String OBJECT = "java/lang/Object";

  private static final int STATIC = 0x8;

  /** Class files before Java 6 have no frames. */
  private static final int WITH_FRAMES = 50;

  /** Descriptors. */
  final String[] parameters;

  final String result;
  final boolean isStatic;
  final boolean isConstructor;
  final boolean hasFrames;
  private final int owner;

  /**
   * @param owner constant of the class
   */
  Signature(int majorVersion, int owner, int access, boolean isConstructor, String descriptor) {
    this.owner = owner;
    this.isStatic = (access & STATIC) != 0;
    this.isConstructor = isConstructor;
    this.parameters = parameters(descriptor);
    this.result = descriptor.substring(descriptor.indexOf(')') + 1);
    this.hasFrames = majorVersion >= WITH_FRAMES;
  }

  /** The descriptors of a method's parameters. */
  static String[] parameters(String descriptor) {
    List<String> all = new ArrayList<>();
    int at = 1;
    while (descriptor.charAt(at) != ')') {
      int end = at;
      while (descriptor.charAt(end) == '[') {
        end++;
      }
      end = descriptor.charAt(end) == 'L' ? descriptor.indexOf(';', end) + 1 : end + 1;
      all.add(descriptor.substring(at, end));
      at = end;
    }
    return all.toArray(new String[0]);
  }

  int slotOf(int parameter) {
    int slot = isStatic ? 0 : 1;
    for (int i = 0; i < parameter; i++) {
      slot += Boxing.slots(parameters[i]);
    }
    return slot;
  }

  /** Pushes self, or null where there is none (yet). */
  void self(Snippet code) {
    if (isStatic || isConstructor) {
      code.op(Op.ACONST_NULL);
    } else {
      code.load(0);
    }
  }

  /** Pushes a parameter, boxed; null where there are not so many. */
  void parameter(Snippet code, int parameter) {
    if (parameter >= parameters.length) {
      code.op(Op.ACONST_NULL);
      return;
    }
    String type = parameters[parameter];
    code.variable(Op.ILOAD + Boxing.kind(type), slotOf(parameter));
    Boxing.box(code, type);
  }

  /** The types of variables at the method's entry. */
  int[] entryTypes(Pool pool) {
    int[] locals = new int[(isStatic ? 0 : 1) + parameters.length];
    int next = 0;
    if (!isStatic) {
      locals[next++] = isConstructor ? Frame.UNINITIALIZED_THIS : Frame.object(owner);
    }
    for (int i = 0; i < parameters.length; i++) {
      locals[next++] = Boxing.frameType(pool, parameters[i]);
    }
    return locals;
  }

  /** The frame at the method's entry, with an object on the stack or nothing. */
  void entryFrame(Snippet code, boolean objectOnStack) {
    if (hasFrames) {
      int[] stack = objectOnStack ? new int[] {Frame.object(code.pool.type(OBJECT))} : Frame.NONE;
      code.frame(entryTypes(code.pool), stack);
    }
  }
}
