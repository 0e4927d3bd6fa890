package dev.weft.agent.runtime;

import dev.weft.core.Mesh;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.context.ContextCell;
import dev.weft.core.drive.BlockingLoop;
import dev.weft.core.identity.MeshTls;
import dev.weft.core.listen.Listeners;
import dev.weft.core.time.Clock;
import dev.weft.core.time.Timer;

/** The mesh as one adapter sees it, which an operator may switch off alone. Thread-safe. */
final class AdapterMesh implements Mesh {
  private final Mesh mesh;
  private final String adapter;
  private final Switchboard switches;
  private final InboundPath bareInbound;

  AdapterMesh(Mesh mesh, String adapter, Switchboard switches, InboundPath bareInbound) {
    this.mesh = mesh;
    this.adapter = adapter;
    this.switches = switches;
    this.bareInbound = bareInbound;
  }

  @Override
  public boolean concerns(String host) {
    return !switches.isOff(adapter) && mesh.concerns(host);
  }

  @Override
  public OutboundPath outbound() {
    return mesh.outbound();
  }

  @Override
  public InboundPath inbound() {
    return switches.isOff(adapter) ? bareInbound : mesh.inbound();
  }

  @Override
  public ContextCell contexts() {
    return mesh.contexts();
  }

  @Override
  public BlockingLoop blocking() {
    return mesh.blocking();
  }

  @Override
  public Timer timer() {
    return mesh.timer();
  }

  @Override
  public Clock clock() {
    return mesh.clock();
  }

  @Override
  public MeshTls tls() {
    return mesh.tls();
  }

  @Override
  public Listeners listeners() {
    return mesh.listeners();
  }

  @Override
  public boolean ownThread() {
    return mesh.ownThread();
  }

  @Override
  public void fault(String name, Throwable fault) {
    mesh.fault(name, fault);
  }

  @Override
  public boolean isOff(String name) {
    return mesh.isOff(name);
  }

  @Override
  public Mesh seenBy(String name) {
    return mesh.seenBy(name);
  }

  @Override
  public boolean isLeaving() {
    return mesh.isLeaving();
  }
}
