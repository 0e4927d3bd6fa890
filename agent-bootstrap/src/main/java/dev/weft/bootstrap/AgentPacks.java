package dev.weft.bootstrap;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The agent's classes and resources, many of which lie in one entry of its jar. A JVM that starts
 * pays for each entry of a jar that it opens, and again for each that it reads; of a pack the
 * neighbours are unpacked with the first, and classes are defined from where they lie. {@code
 * dev.weft.agent.image.Pack} writes what is read here and says how it is laid out. Thread-safe.
 */
final class AgentPacks {
  private static final String INDEX = "weft/index";
  private static final String PACK = "weft/pack.";

  private static final int ROW_BYTES = 16;
  private static final int IS_VERSIONED = 1;

  /** The first that may have a form of its own of a class or resource. */
  private static final int FIRST_VERSION = 9;

  private final ZipFile jar;
  private final byte[] index;
  private final int count;

  /** By number. Soft until they rest, then weak; null: never unpacked, or forgotten. */
  private final Reference<?>[] packs;

  /** Whether something was looked for since the last {@link #rest}. Guarded by packs. */
  private boolean used;

  /** A class or resource within its pack. The bytes around it are others'. */
  static final class Found {
    final byte[] pack;
    final int offset;
    final int length;

    Found(byte[] pack, int offset, int length) {
      this.pack = pack;
      this.offset = offset;
      this.length = length;
    }
  }

  /** Opens the jar, without looking for signatures. */
  AgentPacks(File file) throws IOException {
    jar = new ZipFile(file);
    index = read(INDEX);
    packs = new Reference<?>[number(0)];
    count = (index.length - 4) / ROW_BYTES;
  }

  /**
   * @param name as written in code: {@code dev/weft/A.class}
   * @return null: there is none
   */
  Found find(String name) {
    int row = row(name);
    if (row < 0) {
      return null;
    }
    if ((flags(row) & IS_VERSIONED) != 0) {
      for (int version = Runtime.version().feature(); version >= FIRST_VERSION; version--) {
        int versioned = row("META-INF/versions/" + version + "/" + name);
        if (versioned >= 0) {
          return at(versioned);
        }
      }
    }
    return at(row);
  }

  private Found at(int row) {
    int offset = number(row + 8);
    return offset < 0 ? null : new Found(pack(row), offset, number(row + 12));
  }

  /** Where the index has that name; negative: nowhere. Rows are in the order of their hashes. */
  private int row(String name) {
    int hash = name.hashCode();
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (number(4 + middle * ROW_BYTES) < hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int nameless = -1;
    int row = 4 + low * ROW_BYTES;
    for (; row < index.length && number(row) == hash; row += ROW_BYTES) {
      if (number(row + 8) < 0) {
        nameless = row;
      } else if (isNamed(row, name)) {
        return row;
      }
    }
    // Only later JDKs have it, under names that can be compared.
    return nameless;
  }

  /** Others may have the same hash; each one's name lies before it. */
  @SuppressWarnings("deprecation") // the only one that loads no charset; the names are Latin
  private boolean isNamed(int row, String name) {
    int offset = number(row + 8);
    int length = name.length();
    return offset >= length && new String(pack(row), 0, offset - length, length).equals(name);
  }

  private int flags(int row) {
    return (index[row + 6] & 0xff) << 8 | index[row + 7] & 0xff;
  }

  private int number(int at) {
    return index[at] << 24
        | (index[at + 1] & 0xff) << 16
        | (index[at + 2] & 0xff) << 8
        | index[at + 3] & 0xff;
  }

  private byte[] pack(int row) {
    int number = (index[row + 4] & 0xff) << 8 | index[row + 5] & 0xff;
    synchronized (packs) {
      used = true;
      Reference<?> known = packs[number];
      byte[] pack = known == null ? null : (byte[]) known.get();
      if (pack == null) {
        try {
          pack = read(PACK + number);
        } catch (IOException e) {
          throw new IllegalStateException(jar.getName() + ": " + PACK + number, e);
        }
        packs[number] = new SoftReference<>(pack);
      }
      return pack;
    }
  }

  /**
   * To be called now and then. If nothing was looked for since the last time, the next collection
   * takes the packs: a JVM keeps a heap several times as large as what lives in it, and soft
   * references live for minutes. What is wanted again is unpacked again.
   */
  void rest() {
    synchronized (packs) {
      if (used) {
        used = false;
        return;
      }
      for (int i = 0; i < packs.length; i++) {
        if (packs[i] instanceof SoftReference) {
          Object pack = packs[i].get();
          packs[i] = pack == null ? null : new WeakReference<>(pack);
        }
      }
    }
  }

  private byte[] read(String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    if (entry == null) {
      throw new IOException(jar.getName() + " has no " + name);
    }
    try (InputStream in = jar.getInputStream(entry)) {
      // Not readAllBytes(), which allocates several times as much.
      byte[] bytes = new byte[(int) entry.getSize()];
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new IOException(jar.getName() + ": " + name + " is cut off");
      }
      return bytes;
    }
  }
}
