package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Weaves one class. Adds no member, so that a loaded class can be woven too and other agents' work
 * on the same class composes with ours in either order. Frames are written by hand: computing them
 * would load the application's classes.
 */
final class ClassWeaver extends ClassVisitor {
  private static final int BRIDGE_METHOD = Opcodes.ACC_BRIDGE | Opcodes.ACC_SYNTHETIC;

  private final List<Place> points;
  private final Numbers numbers;
  private final List<Place> woven = new ArrayList<>();
  private String owner = "";
  private int majorVersion;

  private ClassWeaver(ClassWriter writer, List<Place> points, Numbers numbers) {
    super(Opcodes.ASM9, writer);
    this.points = points;
    this.numbers = numbers;
  }

  /**
   * @param bytes the class, null: nothing was woven
   * @param woven the places found
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
  record Outcome(byte @Nullable [] bytes, List<Place> woven) {}

  static Outcome weave(byte[] original, List<Place> points, Numbers numbers) {
    ClassReader reader = new ClassReader(original);
    // The reader's constant pool is kept: methods that are not woven are copied byte by byte.
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    ClassWeaver weaver = new ClassWeaver(writer, points, numbers);
    reader.accept(weaver, ClassReader.EXPAND_FRAMES);
    return new Outcome(weaver.woven.isEmpty() ? null : writer.toByteArray(), weaver.woven);
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      String signature,
      String superName,
      String[] interfaces) {
    owner = name;
    majorVersion = version & 0xffff;
    super.visit(version, access, name, signature, superName, interfaces);
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    MethodVisitor visitor = super.visitMethod(access, name, descriptor, signature, exceptions);
    if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
      return visitor;
    }
    Signature method = null;
    for (Place place : points) {
      HookPoint point = place.point();
      if (!isAt(point, access, name, descriptor)) {
        continue;
      }
      if (method == null) {
        method = new Signature(majorVersion, owner, access, name, descriptor);
      }
      visitor = woven(visitor, method, place);
      if (!woven.contains(place)) {
        woven.add(place);
      }
    }
    return visitor;
  }

  private static boolean isAt(HookPoint point, int access, String name, String descriptor) {
    if (!point.method().equals(name)) {
      return false;
    }
    // A bridge method only calls the real one: with both woven, the hook would run twice.
    return point.descriptor().isEmpty()
        ? (access & BRIDGE_METHOD) == 0
        : point.descriptor().equals(descriptor);
  }

  private MethodVisitor woven(MethodVisitor next, Signature method, Place place) {
    HookPoint point = place.point().in(method.descriptor);
    int hook = numbers.number(place.state(), point, point.key());
    switch (point.shape()) {
      case REPLACE:
      case ARGUMENT:
      case ENTER:
        return new EntryVisitor(next, method, point, hook);
      case RESULT:
      case EXIT:
        return new ExitVisitor(next, method, point, hook, -1);
      case AROUND:
        return new ExitVisitor(next, method, point, hook, end(place, point));
      case CALL:
        return new CallVisitor(next, method, point, hook, end(place, point));
      default:
        throw new IllegalArgumentException(point.toString());
    }
  }

  private int end(Place place, HookPoint point) {
    return numbers.number(place.state(), point, point.key() + "/end");
  }
}
