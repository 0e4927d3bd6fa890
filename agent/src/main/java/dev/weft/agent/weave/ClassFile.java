package dev.weft.agent.weave;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where things lie in a class file (JVMS 4). Nothing is decoded before it is asked for: this runs
 * in code that nothing has warmed up. A file that is cut off or none at all ends in an {@link
 * IndexOutOfBoundsException} or {@link IllegalArgumentException}. Not thread-safe.
 */
final class ClassFile {
  private static final int MAGIC = 0xCAFEBABE;

  final byte[] bytes;

  /** Entries of the constant pool, one more than the last index. */
  final int poolSize;

  /** First byte behind the constant pool. */
  final int poolEnd;

  /** Where the number of fields and of methods lies. */
  final int fields;

  final int methods;

  /** Where each entry's content begins, behind its tag. */
  private final int[] entries;

  ClassFile(byte[] bytes) {
    this.bytes = bytes;
    if (s4(0) != MAGIC) {
      throw new IllegalArgumentException("not a class file");
    }
    this.poolSize = u2(8);
    this.entries = new int[poolSize];
    this.poolEnd = scanPool();
    this.fields = poolEnd + 8 + 2 * u2(poolEnd + 6);
    int at = fields + 2;
    for (int i = u2(fields); i > 0; i--) {
      at = behindMember(at);
    }
    this.methods = at;
  }

  private int scanPool() {
    int at = 10;
    for (int i = 1; i < poolSize; i++) {
      int tag = bytes[at];
      entries[i] = at + 1;
      switch (tag) {
        case 1: // Utf8
          at += 3 + u2(at + 1);
          break;
        case 7: // Class
        case 8: // String
        case 16: // MethodType
        case 19: // Module
        case 20: // Package
          at += 3;
          break;
        case 15: // MethodHandle
          at += 4;
          break;
        case 5: // Long
        case 6: // Double
          at += 9;
          i++; // they count twice
          break;
        case 3: // Integer
        case 4: // Float
        case 9: // Fieldref
        case 10: // Methodref
        case 11: // InterfaceMethodref
        case 12: // NameAndType
        case 17: // Dynamic
        case 18: // InvokeDynamic
          at += 5;
          break;
        default:
          throw new IllegalArgumentException("constant of unknown kind " + tag);
      }
    }
    return at;
  }

  /** The place behind a field or method that begins at {@code member}. */
  int behindMember(int member) {
    int at = member + 8;
    for (int i = u2(member + 6); i > 0; i--) {
      at += 6 + s4(at + 2);
    }
    return at;
  }

  int majorVersion() {
    return u2(6);
  }

  int thisClass() {
    return u2(poolEnd + 2);
  }

  /** The internal name of the class above; null: none. */
  @Nullable String superName() {
    int index = u2(poolEnd + 4);
    return index == 0 ? null : className(index);
  }

  String className(int index) {
    return utf8(u2(entries[index]));
  }

  /** Whether the method that a reference at {@code index} means has that name. */
  boolean callsMethod(int index, String name) {
    return isUtf8(u2(entries[u2(entries[index] + 2)]), name);
  }

  String calledDescriptor(int index) {
    return utf8(u2(entries[u2(entries[index] + 2)] + 2));
  }

  String utf8(int index) {
    int at = entries[index];
    return new String(bytes, at + 2, u2(at), StandardCharsets.UTF_8);
  }

  /** Whether the text there is {@code text}, which is ASCII. */
  boolean isUtf8(int index, String text) {
    int at = entries[index];
    int length = text.length();
    if (u2(at) != length) {
      return false;
    }
    // From its end: names begin alike more often than they end alike.
    for (int i = length - 1; i >= 0; i--) {
      if (bytes[at + 2 + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a field or method is there.
   *
   * @param descriptor empty: any
   */
  boolean has(String name, String descriptor) {
    return has(fields, name, descriptor) || has(methods, name, descriptor);
  }

  private boolean has(int count, String name, String descriptor) {
    int at = count + 2;
    for (int i = u2(count); i > 0; i--) {
      if (isUtf8(u2(at + 2), name) && (descriptor.isEmpty() || isUtf8(u2(at + 4), descriptor))) {
        return true;
      }
      at = behindMember(at);
    }
    return false;
  }

  int u1(int at) {
    return bytes[at] & 0xff;
  }

  int u2(int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  int s4(int at) {
    return u2(at) << 16 | u2(at + 2);
  }
}
