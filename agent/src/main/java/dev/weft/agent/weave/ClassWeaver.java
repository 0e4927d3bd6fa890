package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weaves one class. Adds no member, so that a loaded class can be woven too and other agents' work
 * on the same class composes with ours in either order. Frames are written by hand: computing them
 * would load the application's classes. All that is not woven is copied as it lies there, and the
 * constant pool is only added to: reading and writing whole classes was the larger part of what
 * weaving cost a fresh JVM. Not thread-safe.
 */
final class ClassWeaver {
  private static final int BRIDGE_METHOD = 0x40 | 0x1000; // ACC_BRIDGE, ACC_SYNTHETIC
  private static final int WITHOUT_CODE = 0x400 | 0x100; // ACC_ABSTRACT, ACC_NATIVE

  private final List<Place> points;
  private final Numbers numbers;
  private final List<Place> woven = new ArrayList<>();

  private ClassWeaver(List<Place> points, Numbers numbers) {
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
    ClassWeaver weaver = new ClassWeaver(points, numbers);
    byte[] bytes = null;
    byte[] next = weaver.pass(original, 0);
    for (int pass = 1; next != null; pass++) {
      bytes = next;
      next = weaver.pass(bytes, pass);
    }
    return new Outcome(bytes, weaver.woven);
  }

  /**
   * Weaves one place of each method: the one that {@code pass} others come after. So the first
   * place of a method encloses the others.
   *
   * @return null: there was none
   */
  private byte @Nullable [] pass(byte[] bytes, int pass) {
    ClassFile file = new ClassFile(bytes);
    Pool pool = new Pool(file.poolSize);
    ByteSink members = new ByteSink(bytes.length + 1024);
    int copied = file.poolEnd;
    int method = file.methods + 2;
    for (int i = file.u2(file.methods); i > 0; i--) {
      int next = file.behindMember(method);
      Place place = (file.u2(method) & WITHOUT_CODE) != 0 ? null : place(file, method, pass);
      if (place != null) {
        members.copy(bytes, copied, method);
        weave(file, pool, method, place, members);
        copied = next;
        if (!woven.contains(place)) {
          woven.add(place);
        }
      }
      method = next;
    }
    if (copied == file.poolEnd) {
      return null;
    }
    members.copy(bytes, copied, bytes.length);
    ByteSink all = new ByteSink(file.poolEnd + pool.bytes().size() + members.size());
    all.copy(bytes, 0, 8);
    all.u2(pool.size());
    all.copy(bytes, 10, file.poolEnd);
    all.copy(pool.bytes());
    all.copy(members);
    return all.bytes();
  }

  private @Nullable Place place(ClassFile file, int method, int pass) {
    int after = pass;
    for (int i = points.size() - 1; i >= 0; i--) {
      Place place = points.get(i);
      if (isAt(place.point(), file, method) && after-- == 0) {
        return place;
      }
    }
    return null;
  }

  private static boolean isAt(HookPoint point, ClassFile file, int method) {
    if (!file.isUtf8(file.u2(method + 2), point.method())) {
      return false;
    }
    // A bridge method only calls the real one: with both woven, the hook would run twice.
    return point.descriptor().isEmpty()
        ? (file.u2(method) & BRIDGE_METHOD) == 0
        : file.isUtf8(file.u2(method + 4), point.descriptor());
  }

  /** Copies a method but for its code. */
  private void weave(ClassFile file, Pool pool, int method, Place place, ByteSink out) {
    int at = method + 8;
    out.copy(file.bytes, method, at);
    for (int i = file.u2(method + 6); i > 0; i--) {
      int next = at + 6 + file.s4(at + 2);
      if (file.isUtf8(file.u2(at), "Code")) {
        weaveCode(file, pool, method, at, place, out);
      } else {
        out.copy(file.bytes, at, next);
      }
      at = next;
    }
  }

  private void weaveCode(
      ClassFile file, Pool pool, int method, int attribute, Place place, ByteSink out) {
    String descriptor = file.utf8(file.u2(method + 4));
    Signature signature =
        new Signature(
            file.majorVersion(),
            file.thisClass(),
            file.u2(method),
            file.isUtf8(file.u2(method + 2), "<init>"),
            descriptor);
    Body body = new Body(file, pool, attribute, signature);
    HookPoint point = place.point().in(descriptor);
    int hook = numbers.number(place.state(), point, point.key());
    int variables = 0;
    switch (point.shape()) {
      case REPLACE:
      case ARGUMENT:
      case ENTER:
        EntryCode.put(body, pool, signature, point, hook);
        break;
      case RESULT:
      case EXIT:
        variables = ExitCode.put(body, pool, signature, point, hook, -1);
        break;
      case AROUND:
        variables = ExitCode.put(body, pool, signature, point, hook, end(place, point));
        break;
      case CALL:
        CallCode.put(file, body, pool, signature, point, hook, end(place, point));
        break;
      default:
        throw new IllegalArgumentException(point.toString());
    }
    body.write(out, variables);
  }

  private int end(Place place, HookPoint point) {
    return numbers.number(place.state(), point, point.key() + "/end");
  }
}
