package dev.weft.policy.tree;

/**
 * Bounds on a text from outside. Depth is checked before anything recurses, so that no text can
 * exhaust the stack.
 *
 * @param chars length of the text
 * @param depth containers within containers
 * @param values containers, scalars and nulls in one text
 */
public record TreeLimits(int chars, int depth, int values) {
  public TreeLimits {
    if (chars < 1 || depth < 1 || values < 1) {
      throw new IllegalArgumentException("limits must be positive: " + chars + ", " + depth);
    }
  }
}
