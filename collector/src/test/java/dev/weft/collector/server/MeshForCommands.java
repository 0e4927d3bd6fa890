package dev.weft.collector.server;

import dev.weft.collector.json.Tree;
import java.nio.file.Path;

/** A collector with {@link SampleMesh}, for the tests of the commands. */
public final class MeshForCommands implements AutoCloseable {
  private final TestCollector collector;
  private final SampleMesh mesh;

  public MeshForCommands(Path folder) {
    collector = TestCollector.patient(folder);
    mesh = new SampleMesh(collector);
    Patience.until(
        () ->
            Tree.list(TestCollector.tree(collector.get("/v1/graph?window=60")), "edges").size()
                >= 4);
  }

  public String url() {
    return "http://127.0.0.1:" + collector.port();
  }

  @Override
  public void close() {
    mesh.close();
    collector.close();
  }
}
