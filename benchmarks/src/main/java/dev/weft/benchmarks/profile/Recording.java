package dev.weft.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Folds the stacks of one kind of event. */
enum Recording {
  /** Java code that runs; the recorder samples neither idle threads nor, here, native code. */
  CPU("jdk.ExecutionSample", ""),
  /** Bytes that were allocated, as the recorder extrapolates them from its samples. */
  ALLOCATION("jdk.ObjectAllocationSample", "weight");

  private final String event;
  private final String field;

  Recording(String event, String field) {
    this.event = event;
    this.field = field;
  }

  /** All samples of some recordings, each under a frame of its own. */
  Frame fold(List<Path> files) throws IOException {
    Frame root = new Frame("all");
    for (Path file : files) {
      String program = file.getFileName().toString().replace(".jfr", "");
      try (RecordingFile recording = new RecordingFile(file)) {
        while (recording.hasMoreEvents()) {
          RecordedEvent sample = recording.readEvent();
          if (sample.getEventType().getName().equals(event) && sample.getStackTrace() != null) {
            double weight = field.isEmpty() ? 1 : sample.getLong(field);
            root.add(stack(program, sample.getStackTrace().getFrames()), weight);
          }
        }
      }
    }
    return root;
  }

  private static List<String> stack(String program, List<RecordedFrame> frames) {
    List<String> names = new ArrayList<>();
    for (RecordedFrame frame : frames) {
      names.add(frame.getMethod().getType().getName() + "." + frame.getMethod().getName());
    }
    names.add(program);
    Collections.reverse(names);
    return names;
  }
}
