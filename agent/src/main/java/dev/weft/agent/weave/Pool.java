package dev.weft.agent.weave;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;

/**
 * The constants that weaving adds behind those of a class. What the class has already is not looked
 * for: to find it the whole pool would have to be read. Not thread-safe.
 */
final class Pool {
  private static final int MAX_SIZE = 0xffff;

  private final HashMap<String, Integer> added = new HashMap<>();
  private final ByteSink bytes = new ByteSink(512);
  private int size;

  /**
   * @param size of the class's own pool
   */
  Pool(int size) {
    this.size = size;
  }

  int size() {
    return size;
  }

  ByteSink bytes() {
    return bytes;
  }

  int utf8(String text) {
    Integer known = added.get(text);
    if (known != null) {
      return known;
    }
    // Names and descriptors without NUL and surrogates, where the JVM's encoding is UTF-8.
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    bytes.u1(1);
    bytes.u2(encoded.length);
    bytes.copy(encoded, 0, encoded.length);
    return add(text);
  }

  /**
   * @param internalName of a class, or the descriptor of an array
   */
  int type(String internalName) {
    String key = "7 ".concat(internalName);
    Integer known = added.get(key);
    if (known != null) {
      return known;
    }
    int name = utf8(internalName);
    bytes.u1(7);
    bytes.u2(name);
    return add(key);
  }

  int method(String owner, String name, String descriptor) {
    String key = owner.concat(" ").concat(name).concat(descriptor);
    Integer known = added.get(key);
    if (known != null) {
      return known;
    }
    int type = type(owner);
    int first = utf8(name);
    int second = utf8(descriptor);
    bytes.u1(12);
    bytes.u2(first);
    bytes.u2(second);
    int nameAndType = add(key.concat(" "));
    bytes.u1(10);
    bytes.u2(type);
    bytes.u2(nameAndType);
    return add(key);
  }

  int number(int value) {
    String key = "3 ".concat(Integer.toString(value));
    Integer known = added.get(key);
    if (known != null) {
      return known;
    }
    bytes.u1(3);
    bytes.u4(value);
    return add(key);
  }

  private int add(String key) {
    if (size >= MAX_SIZE) {
      throw new IllegalArgumentException("the class has no room for further constants");
    }
    added.put(key, size);
    return size++;
  }
}
