package dev.weft.collector.server;

import dev.weft.collector.authority.AuthorityException;
import dev.weft.collector.authority.Phase;
import dev.weft.collector.authority.RollException;
import dev.weft.collector.authority.Rollover;
import dev.weft.collector.push.Control;
import dev.weft.collector.store.AuditEntry;
import dev.weft.collector.store.Author;
import dev.weft.collector.time.Loop;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a change of the authority's root that an operator has begun to its end: the next step as
 * soon as the mesh is ready for it. Also warns ahead of the root's end. Lives on a loop that may
 * block, for each step is written to the disk.
 */
final class RootConductor {
  private static final Logger log = LoggerFactory.getLogger(RootConductor.class);
  private static final long LOOK_MILLIS = 1_000;
  private static final long WARN_MILLIS = Duration.ofDays(1).toMillis();

  private final Rollover rollover;
  private final Control control;
  private final Loop desk;
  private final Consumer<AuditEntry> audit;
  private long nextWarningMillis;

  /**
   * @param desk may block
   * @param audit takes what was done
   */
  RootConductor(Rollover rollover, Control control, Loop desk, Consumer<AuditEntry> audit) {
    this.rollover = rollover;
    this.control = control;
    this.desk = desk;
    this.audit = audit;
  }

  /** Begins. */
  void start() {
    nextWarningMillis = desk.millis();
    look();
  }

  private void look() {
    desk.after(LOOK_MILLIS, this::look);
    if (desk.millis() >= nextWarningMillis) {
      nextWarningMillis = desk.millis() + WARN_MILLIS;
      String warning = rollover.warning();
      if (warning != null) {
        log.warn("{}", warning);
      }
    }
    Phase phase = rollover.phase();
    if (phase != Phase.STEADY) {
      control
          .loop()
          .execute(
              () -> {
                String blocked = control.rollBlocked();
                desk.execute(() -> step(phase, blocked));
              });
    }
  }

  /**
   * @param phase that the answer is of
   */
  private void step(Phase phase, @Nullable String blocked) {
    if (blocked != null || phase != rollover.phase()) {
      return;
    }
    String done;
    try {
      if (phase == Phase.TRUSTING) {
        rollover.sign();
        done = "every agent trusts the new root: it signs from now on";
      } else {
        rollover.retire();
        done = "no certificate of the old root is left: it is trusted no more";
      }
    } catch (RollException e) {
      return; // an operator was faster
    } catch (AuthorityException e) {
      log.error("The authority's root cannot be changed now, and is tried again", e);
      return;
    }
    log.info("authority: {}", done);
    control.loop().execute(control::roots);
    audit.accept(
        new AuditEntry(
            desk.wallMillis(),
            new Author(Author.COLLECTOR, ""),
            "advanceRotation",
            phase.name().toLowerCase(Locale.ROOT),
            200,
            done));
  }
}
