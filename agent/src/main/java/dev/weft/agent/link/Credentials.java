package dev.weft.agent.link;

import dev.weft.agent.identity.AgentTls;
import dev.weft.agent.identity.SpiffeId;
import dev.weft.agent.log.AgentLog;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.CollectorMessage;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries certificates between the collector and {@link AgentTls}. Used by the link's thread. */
final class Credentials {
  private final AgentTls tls;
  private final String namespace;
  private final String serviceAccount;
  private final AgentLog log;

  /** To be certified; null: no collector has said yet in which trust domain. */
  private @Nullable String wantedId;

  private @Nullable String knownEpoch;
  private boolean refused;

  Credentials(AgentTls tls, String namespace, String serviceAccount, AgentLog log) {
    this.tls = tls;
    this.namespace = namespace;
    this.serviceAccount = serviceAccount;
    this.log = log;
  }

  void restore() {
    try {
      tls.restore();
    } catch (IOException e) {
      log.warn("kept identity is not used: " + e.getMessage());
    }
  }

  boolean ready() {
    return tls.ready();
  }

  /** Mesh TLS is ready, or there will be none for now. */
  boolean settled() {
    return refused || tls.ready();
  }

  void connected() {
    tls.connected();
  }

  /**
   * Who answers now. A collector with another store may have another authority, and peers that came
   * after it trust no other: what is held from before is replaced.
   */
  void welcome(String domain, String epoch, Wire wire) {
    wantedId = SpiffeId.of(domain, namespace, serviceAccount);
    say(wire);
    if (!epoch.equals(knownEpoch)) {
      knownEpoch = epoch;
      tls.renew();
    }
  }

  void tick() {
    tls.tick();
  }

  void requestIfDue(Wire wire) {
    String wanted = wantedId;
    if (wanted == null) {
      return;
    }
    try {
      String csr = tls.requestDue(wanted);
      if (csr != null) {
        wire.send(new AgentMessage.SignRequest(csr));
      }
    } catch (GeneralSecurityException e) {
      refused = true;
      log.fault("no key can be made, so there will be no mesh TLS", e);
    }
  }

  void certificate(CollectorMessage.Certificate certificate, Wire wire) {
    try {
      tls.certificate(certificate.chain(), certificate.roots());
    } catch (CertificateException e) {
      log.warn("certificate is refused, the one before stays: " + e.getMessage());
      refused = true;
      tls.refused();
      return;
    }
    save();
    say(wire);
  }

  /** What is trusted and held now: a root goes only when nobody needs it any more. */
  private void say(Wire wire) {
    try {
      List<String> roots = tls.trusted();
      if (!roots.isEmpty()) {
        wire.send(new AgentMessage.Trusts(roots, tls.issuer()));
      }
    } catch (CertificateException e) {
      log.warn("the collector is not told what is trusted: " + e.getMessage());
    }
  }

  private void save() {
    try {
      tls.save();
    } catch (IOException e) {
      log.warn("identity cannot be kept for the next start: " + e.getMessage());
    }
  }

  void refused(String reason) {
    log.warn("collector issues no certificate: " + reason);
    refused = true;
    tls.refused();
  }

  void roots(CollectorMessage.Roots roots, Wire wire) {
    try {
      if (tls.roots(roots.pem())) {
        save();
      }
    } catch (CertificateException e) {
      log.warn("new roots are refused, those before stay: " + e.getMessage());
    }
    if (roots.renew()) {
      tls.renew();
    }
    say(wire);
  }
}
