package dev.weft.benchmarks.apps;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * An application's own TLS, as {@code --tls FILE} says: a PKCS #12 file with its key, its
 * certificate and the authority that it trusts. Without it: plaintext.
 *
 * @param file also its password is known: {@link #PASSWORD}
 */
public record Tls(Path file) {
  /** The keys are made for one run and worth nothing. */
  public static final String PASSWORD = "benchmark";

  public static @Nullable Tls of(Arguments arguments) {
    return arguments.has("--tls") ? new Tls(Path.of(arguments.one("--tls"))) : null;
  }

  /** Proves itself with the key and trusts the authority. */
  public SSLContext context() throws IOException, GeneralSecurityException {
    char[] password = PASSWORD.toCharArray();
    KeyStore store = KeyStore.getInstance(file.toFile(), password);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
