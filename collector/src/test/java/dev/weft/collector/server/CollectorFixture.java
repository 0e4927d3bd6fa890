package dev.weft.collector.server;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A collector with an empty store for each test. */
abstract class CollectorFixture {
  @TempDir Path folder;
  TestCollector collector;

  @BeforeEach
  final void start() {
    collector = TestCollector.in(folder);
  }

  @AfterEach
  final void stop() {
    collector.close();
  }
}
