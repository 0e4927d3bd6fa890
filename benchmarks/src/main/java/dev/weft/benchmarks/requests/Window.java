package dev.weft.benchmarks.requests;

import dev.weft.benchmarks.process.CpuClock;
import dev.weft.benchmarks.process.CpuTime;
import dev.weft.benchmarks.process.MeasuredProcess;
import dev.weft.benchmarks.subject.Role;
import dev.weft.benchmarks.subject.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One measurement of one stage: what its processes used while its driver carried out a command.
 *
 * @param answer of the driver
 * @param cpu by part: {@code client}, {@code server}, {@code proxy}, {@code collector}; the
 *     collector's is no part of the figure {@code cpu}
 * @param allocatedBytes by part
 */
record Window(Answer answer, Map<String, CpuTime> cpu, Map<String, Long> allocatedBytes) {
  static final String CLIENT = "client";
  static final String SERVER = "server";
  static final String PROXY = "proxy";
  static final String COLLECTOR = "collector";

  private static final Duration PATIENCE = Duration.ofSeconds(180);

  static Window of(Stage stage, String command) throws InterruptedException {
    Map<MeasuredProcess, String> parts = parts(stage);
    Map<String, Long> before = allocated(stage);
    List<CpuClock.Reading> begin = new ArrayList<>();
    parts.keySet().forEach(process -> begin.add(process.cpu()));
    Answer answer = Answer.parse(stage.driver().ask(command, PATIENCE));
    List<CpuClock.Reading> end = new ArrayList<>();
    parts.keySet().forEach(process -> end.add(process.cpu()));
    Map<String, Long> allocated = allocated(stage);
    allocated.replaceAll((part, bytes) -> bytes - before.get(part));
    Map<String, CpuTime> cpu = new LinkedHashMap<>();
    int index = 0;
    for (String part : parts.values()) {
      cpu.merge(part, end.get(index).since(begin.get(index)), CpuTime::plus);
      index++;
    }
    return new Window(answer, cpu, allocated);
  }

  /** What is counted of a stage until now, to be given to {@link #since}. */
  static List<CpuClock.Reading> now(Stage stage) {
    return counted(stage).stream().map(MeasuredProcess::cpu).toList();
  }

  /** What the counted processes of a stage used since then. */
  static CpuTime since(Stage stage, List<CpuClock.Reading> before) {
    CpuTime sum = CpuTime.NONE;
    List<MeasuredProcess> processes = counted(stage);
    for (int i = 0; i < processes.size(); i++) {
      sum = sum.plus(processes.get(i).cpu().since(before.get(i)));
    }
    return sum;
  }

  private static List<MeasuredProcess> counted(Stage stage) {
    return parts(stage).entrySet().stream()
        .filter(each -> !each.getValue().equals(COLLECTOR))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<MeasuredProcess, String> parts(Stage stage) {
    Map<MeasuredProcess, String> parts = new LinkedHashMap<>();
    stage
        .programs()
        .forEach(
            (role, processes) -> {
              if (role.kind().isCounted()) {
                processes.forEach(process -> parts.put(process, part(role)));
              }
            });
    stage.between().forEach(process -> parts.put(process, PROXY));
    parts.put(stage.collector().process(), COLLECTOR);
    return parts;
  }

  static String part(Role role) {
    return role.kind().isDriver() ? CLIENT : SERVER;
  }

  private static Map<String, Long> allocated(Stage stage) throws InterruptedException {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Map.Entry<Role, List<MeasuredProcess>> each : stage.programs().entrySet()) {
      if (each.getKey().kind().isCounted()) {
        for (MeasuredProcess process : each.getValue()) {
          Answer answer = Answer.parse(process.ask("allocated", PATIENCE));
          bytes.merge(part(each.getKey()), answer.number("bytes"), Long::sum);
        }
      }
    }
    return bytes;
  }

  /** Of all counted processes. */
  CpuTime counted() {
    CpuTime sum = CpuTime.NONE;
    for (Map.Entry<String, CpuTime> each : cpu.entrySet()) {
      if (!each.getKey().equals(COLLECTOR)) {
        sum = sum.plus(each.getValue());
      }
    }
    return sum;
  }
}
