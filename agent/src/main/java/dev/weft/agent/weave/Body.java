package dev.weft.agent.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The code of one method, into which snippets are put. Instructions keep their order and, but for
 * switches, their length; jumps, handlers, frames and tables follow them to where they go. A jump
 * to an instruction arrives before what was put in before it, and never at what was put in after
 * the one above it or at the method's entry. Annotations of types within the body are left out:
 * they are for tools that read class files. Not thread-safe.
 */
final class Body {
  private static final int MAX_BYTES = 0xffff;

  private final ClassFile file;
  private final Pool pool;
  private final int code;
  private final int length;
  private final int maxStack;
  private final int maxLocals;

  /** For each place of the old code, and its end: what is put in before and after it. */
  private final @Nullable Snippet[] before;

  private final @Nullable Snippet[] after;
  private final List<Frame> oldFrames;
  private final boolean hasFrames;
  private final int tables;
  private @Nullable Snippet entry;

  /** Behind the last instruction. */
  private @Nullable Snippet tail;

  private int moreStack;
  private int entryStack;

  /** Types of further variables. */
  private int[] moreLocals = Frame.NONE;

  private final List<int[]> handled = new ArrayList<>();

  /** Where each old place went; -1: no instruction begins there. */
  private final int[] moved;

  /**
   * @param attribute the place of the attribute {@code Code}
   */
  Body(ClassFile file, Pool pool, int attribute, Signature method) {
    this.file = file;
    this.pool = pool;
    this.maxStack = file.u2(attribute + 6);
    this.maxLocals = file.u2(attribute + 8);
    this.length = file.s4(attribute + 10);
    this.code = attribute + 14;
    this.before = new Snippet[length + 1];
    this.after = new Snippet[length + 1];
    this.moved = new int[length + 1];
    this.tables = code + length;
    this.hasFrames = method.hasFrames;
    int frames = attribute("StackMapTable");
    this.oldFrames =
        frames < 0 ? new ArrayList<>() : Frames.read(file, frames + 6, method.entryTypes(pool));
  }

  /** The place of an attribute of this code; -1: none. */
  private int attribute(String name) {
    int at = attributes();
    for (int i = file.u2(at - 2); i > 0; i--) {
      if (file.isUtf8(file.u2(at), name)) {
        return at;
      }
      at += 6 + file.s4(at + 2);
    }
    return -1;
  }

  private int attributes() {
    return tables + 2 + 8 * file.u2(tables) + 2;
  }

  int length() {
    return length;
  }

  int opcode(int at) {
    return file.u1(code + at);
  }

  /** The two bytes behind the opcode. */
  int operand(int at) {
    return file.u2(code + at + 1);
  }

  /** The place of the instruction behind the one at {@code at}. */
  int next(int at) {
    return at + Op.length(file, code, code + at);
  }

  /** The first variable behind those of the body. */
  int firstFreeVariable() {
    return maxLocals;
  }

  /** Further variables that hold these types from the entry on. */
  void keep(int[] types) {
    moreLocals = types;
  }

  /** The frame types of a place of which only the kept variables are known. */
  int[] keptOnly() {
    return withKept(Frame.NONE);
  }

  /**
   * @param stack what it needs at most, on an empty stack
   */
  void atEntry(Snippet snippet, int stack) {
    entry = snippet;
    entryStack = stack;
  }

  /**
   * @param stack what it needs at most beyond what is there
   */
  void before(int at, Snippet snippet, int stack) {
    before[at] = snippet;
    moreStack = Math.max(moreStack, stack);
  }

  void after(int at, Snippet snippet, int stack) {
    after[at] = snippet;
    moreStack = Math.max(moreStack, stack);
  }

  /** Handles every throwable of the body but not of what was put before its returns. */
  void handleAll(Snippet handler, int stack) {
    tail = handler;
    moreStack = Math.max(moreStack, stack);
  }

  /** Writes the whole attribute. */
  void write(ByteSink out, int variables) {
    ByteSink moving = new ByteSink(length + 256);
    List<Frame> added = new ArrayList<>();
    layOut(moving, added);
    aim(moving);
    int end = moved[length];
    int handler = -1;
    if (tail != null && !handled.isEmpty()) {
      handler = moving.size();
      put(tail, moving, added);
    }
    if (moving.size() > MAX_BYTES) {
      throw new IllegalArgumentException("the method is too large to be woven");
    }
    int start = out.size();
    out.u2(pool.utf8("Code"));
    out.u4(0);
    out.u2(Math.max(maxStack + moreStack, entryStack));
    out.u2(maxLocals + variables);
    out.u4(moving.size());
    out.copy(moving);
    writeHandlers(out, handler);
    writeAttributes(out, added, end);
    out.set4(start + 2, out.size() - start - 6);
  }

  /** Copies the instructions with what is between them, and notes where each went. */
  private void layOut(ByteSink out, List<Frame> added) {
    Arrays.fill(moved, -1);
    put(entry, out, added);
    int open = out.size();
    int at = 0;
    while (at < length) {
      moved[at] = out.size();
      if (before[at] != null) {
        close(open, out.size());
      }
      put(before[at], out, added);
      int opcode = opcode(at);
      int next = next(at);
      if (opcode == Op.TABLESWITCH || opcode == Op.LOOKUPSWITCH) {
        int content = at + 1 + Op.padding(at);
        int padding = Op.padding(out.size());
        out.u1(opcode);
        for (int i = 0; i < padding; i++) {
          out.u1(0);
        }
        out.copy(file.bytes, code + content, code + next);
      } else {
        out.copy(file.bytes, code + at, code + next);
      }
      if (before[at] != null) {
        open = out.size();
      }
      put(after[at], out, added);
      at = next;
    }
    if (at != length) {
      throw new IllegalArgumentException("the code ends within an instruction");
    }
    moved[length] = out.size();
    close(open, out.size());
  }

  /** An empty range is not a valid class file. */
  private void close(int from, int to) {
    if (from < to) {
      handled.add(new int[] {from, to});
    }
  }

  private static void put(@Nullable Snippet snippet, ByteSink out, List<Frame> added) {
    if (snippet == null) {
      return;
    }
    for (int i = 0; i < snippet.frames.size(); i++) {
      Frame frame = snippet.frames.get(i);
      added.add(new Frame(out.size() + frame.at, frame.locals, frame.stack));
    }
    out.copy(snippet.code);
  }

  /** Points jumps to where their targets went. */
  private void aim(ByteSink out) {
    for (int at = 0; at < length; at = next(at)) {
      int opcode = opcode(at);
      int here = moved[at] + (before[at] == null ? 0 : before[at].code.size());
      if (Op.isJump(opcode)) {
        int offset = moved(at + (short) operand(at)) - here;
        if (offset != (short) offset) {
          throw new IllegalArgumentException("the method is too large to be woven");
        }
        out.set2(here + 1, offset);
      } else if (Op.isFarJump(opcode)) {
        out.set4(here + 1, moved(at + file.s4(code + at + 1)) - here);
      } else if (opcode == Op.TABLESWITCH || opcode == Op.LOOKUPSWITCH) {
        aimSwitch(out, at, here, opcode == Op.LOOKUPSWITCH);
      }
    }
  }

  private void aimSwitch(ByteSink out, int at, int here, boolean lookup) {
    int from = at + 1 + Op.padding(at);
    int to = here + 1 + Op.padding(here);
    out.set4(to, moved(at + file.s4(code + from)) - here);
    int step = lookup ? 8 : 4;
    int end = next(at);
    // The first target lies behind default, low and high; or behind default, count and a key.
    for (int i = 12; from + i < end; i += step) {
      out.set4(to + i, moved(at + file.s4(code + from + i)) - here);
    }
  }

  private int moved(int at) {
    int to = at < 0 || at > length ? -1 : moved[at];
    if (to < 0) {
      throw new IllegalArgumentException("no instruction begins at " + at);
    }
    return to;
  }

  /** For what debuggers read, which some tools write carelessly. */
  private int near(int at) {
    int instruction = Math.min(at, length);
    while (moved[instruction] < 0) {
      instruction++;
    }
    return moved[instruction];
  }

  private void writeHandlers(ByteSink out, int handler) {
    int count = file.u2(tables);
    int more = handler < 0 ? 0 : handled.size();
    out.u2(count + more);
    for (int i = 0; i < count; i++) {
      int at = tables + 2 + 8 * i;
      out.u2(moved(file.u2(at)));
      out.u2(moved(file.u2(at + 2)));
      out.u2(moved(file.u2(at + 4)));
      out.u2(file.u2(at + 6));
    }
    // Last in the table: the body's own handlers come first.
    for (int i = 0; i < more; i++) {
      out.u2(handled.get(i)[0]);
      out.u2(handled.get(i)[1]);
      out.u2(handler);
      out.u2(0);
    }
  }

  private void writeAttributes(ByteSink out, List<Frame> added, int end) {
    int countAt = out.size();
    int count = 0;
    out.u2(0);
    List<Frame> frames = allFrames(added);
    if (hasFrames && !frames.isEmpty()) {
      out.u2(pool.utf8("StackMapTable"));
      int lengthAt = out.size();
      out.u4(0);
      Frames.write(frames, out);
      out.set4(lengthAt, out.size() - lengthAt - 4);
      count++;
    }
    int at = attributes();
    for (int i = file.u2(at - 2); i > 0; i--) {
      int next = at + 6 + file.s4(at + 2);
      if (file.isUtf8(file.u2(at), "LineNumberTable")) {
        out.copy(file.bytes, at, at + 8);
        for (int each = at + 8; each < next; each += 4) {
          out.u2(near(file.u2(each)));
          out.u2(file.u2(each + 2));
        }
        count++;
      } else if (file.isUtf8(file.u2(at), "LocalVariableTable")
          || file.isUtf8(file.u2(at), "LocalVariableTypeTable")) {
        out.copy(file.bytes, at, at + 8);
        for (int each = at + 8; each < next; each += 10) {
          int from = file.u2(each);
          out.u2(near(from));
          out.u2(near(from + file.u2(each + 2)) - near(from));
          out.copy(file.bytes, each + 4, each + 10);
        }
        count++;
      }
      at = next;
    }
    out.set2(countAt, count);
  }

  /** Those of the body where they went, and those of the snippets, in order. */
  private List<Frame> allFrames(List<Frame> added) {
    List<Frame> all = new ArrayList<>(added.size() + oldFrames.size());
    int next = 0;
    for (int i = 0; i < oldFrames.size(); i++) {
      Frame old = oldFrames.get(i);
      int at = moved(old.at);
      while (next < added.size() && added.get(next).at < at) {
        all.add(added.get(next++));
      }
      all.add(new Frame(at, withKept(moved(old.locals)), moved(old.stack)));
    }
    while (next < added.size()) {
      all.add(added.get(next++));
    }
    return all;
  }

  /** A new object is known by the place of its {@code new}. */
  private int[] moved(int[] types) {
    int[] all = types;
    for (int i = 0; i < types.length; i++) {
      if ((types[i] & 0xff) == Frame.UNINITIALIZED) {
        if (all == types) {
          all = types.clone();
        }
        all[i] = Frame.UNINITIALIZED | moved(types[i] >>> 8) << 8;
      }
    }
    return all;
  }

  private int[] withKept(int[] locals) {
    if (moreLocals.length == 0) {
      return locals;
    }
    int slots = 0;
    for (int i = 0; i < locals.length; i++) {
      slots += Frame.isWide(locals[i]) ? 2 : 1;
    }
    int unknown = maxLocals - slots;
    int[] all = new int[locals.length + unknown + moreLocals.length]; // TOP is zero
    System.arraycopy(locals, 0, all, 0, locals.length);
    System.arraycopy(moreLocals, 0, all, locals.length + unknown, moreLocals.length);
    return all;
  }
}
