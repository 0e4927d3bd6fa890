package dev.weft.agent.weave;

import java.util.ArrayList;
import java.util.List;

/** Reads and writes a {@code StackMapTable} (JVMS 4.7.4). */
final class Frames {
  private final ClassFile file;
  private int at;

  private Frames(ClassFile file, int at) {
    this.file = file;
    this.at = at;
  }

  /**
   * @param content of the attribute, behind its length
   * @param entry the types of variables at the method's entry
   */
  static List<Frame> read(ClassFile file, int content, int[] entry) {
    return new Frames(file, content + 2).all(file.u2(content), entry);
  }

  private List<Frame> all(int count, int[] entry) {
    List<Frame> frames = new ArrayList<>(count);
    int[] locals = entry;
    int offset = -1;
    for (int i = 0; i < count; i++) {
      int kind = file.u1(at++);
      int[] stack = Frame.NONE;
      if (kind < 64) {
        offset += kind + 1;
      } else if (kind < 128) {
        offset += kind - 64 + 1;
        stack = types(1, Frame.NONE);
      } else {
        offset += file.u2(at) + 1;
        at += 2;
        if (kind == 247) {
          stack = types(1, Frame.NONE);
        } else if (kind >= 248 && kind < 251) {
          locals = start(locals, locals.length - (251 - kind));
        } else if (kind >= 252 && kind < 255) {
          locals = types(kind - 251, locals);
        } else if (kind == 255) {
          int size = file.u2(at);
          at += 2;
          locals = types(size, Frame.NONE);
          size = file.u2(at);
          at += 2;
          stack = types(size, Frame.NONE);
        } else if (kind != 251) {
          throw new IllegalArgumentException("frame of unknown kind " + kind);
        }
      }
      frames.add(new Frame(offset, locals, stack));
    }
    return frames;
  }

  private static int[] start(int[] types, int length) {
    int[] all = new int[length];
    System.arraycopy(types, 0, all, 0, Math.min(length, types.length));
    return all;
  }

  /** Those before, and as many more as are read here. */
  private int[] types(int count, int[] before) {
    int[] all = start(before, before.length + count);
    for (int i = before.length; i < all.length; i++) {
      int tag = file.u1(at++);
      all[i] = tag;
      if (tag == Frame.OBJECT || tag == Frame.UNINITIALIZED) {
        all[i] |= file.u2(at) << 8;
        at += 2;
      }
    }
    return all;
  }

  /** Writes the attribute's content. All frames are whole ones. */
  static void write(List<Frame> frames, ByteSink out) {
    out.u2(frames.size());
    int before = -1;
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      out.u1(255);
      out.u2(frame.at - before - 1);
      before = frame.at;
      write(frame.locals, out);
      write(frame.stack, out);
    }
  }

  private static void write(int[] types, ByteSink out) {
    out.u2(types.length);
    for (int i = 0; i < types.length; i++) {
      int type = types[i];
      int tag = type & 0xff;
      out.u1(tag);
      if (tag == Frame.OBJECT || tag == Frame.UNINITIALIZED) {
        out.u2(type >>> 8);
      }
    }
  }
}
