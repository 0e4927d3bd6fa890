package dev.weft.core.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes nothing. */
enum NoEdits implements RequestEdits {
  NONE;

  @Override
  public @Nullable String path() {
    return null;
  }

  @Override
  public @Nullable String authority() {
    return null;
  }

  @Override
  public List<String> removed() {
    return List.of();
  }

  @Override
  public void forEachSet(HeaderSink sink) {}

  @Override
  public void forEachAdded(HeaderSink sink) {}

  @Override
  public boolean isEmpty() {
    return true;
  }
}
