package dev.weft.policy.value;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** What may be a name: DNS labels and hosts, Kubernetes labels, addresses. Nothing is resolved. */
public final class Names {
  /** Istio allows upper case; hosts are compared without case. */
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?");

  private static final Pattern WILDCARD =
      Pattern.compile("\\*|(\\*-?)?[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern LABEL_NAME =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private Names() {}

  /** A DNS label of at most 63 characters. */
  public static boolean isLabel(String text) {
    return text.length() <= 63 && LABEL.matcher(text).matches();
  }

  /** Labels joined by dots, at most 253 characters; the last is not all digits. */
  public static boolean isHost(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    String[] labels = name.split("\\.", -1);
    for (String label : labels) {
      if (!isLabel(label)) {
        return false;
      }
    }
    return text.length() <= 253
        && (labels.length == 1 || !NUMBER.matcher(labels[labels.length - 1]).matches());
  }

  /** A host, or one whose first label is, or begins with, an asterisk. */
  public static boolean isHostOrWildcard(String text) {
    int dot = text.indexOf('.');
    String first = dot < 0 ? text : text.substring(0, dot);
    return first.length() <= 63
        && WILDCARD.matcher(first).matches()
        && (dot < 0 || isHost(text.substring(dot + 1)) && !isAllDigits(text));
  }

  private static boolean isAllDigits(String host) {
    return NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
  }

  /** The name of an object: lower-case labels joined by dots. */
  public static boolean isObjectName(String text) {
    return isHost(text) && text.equals(text.toLowerCase(java.util.Locale.ROOT));
  }

  /** Kubernetes' label key: {@code name} or {@code prefix/name}. */
  public static boolean isLabelKey(String text) {
    int slash = text.indexOf('/');
    String name = text.substring(slash + 1);
    return name.length() <= 63
        && LABEL_NAME.matcher(name).matches()
        && (slash < 0 || isHost(text.substring(0, slash)));
  }

  /** Kubernetes' label value; may be empty. */
  public static boolean isLabelValue(String text) {
    return text.isEmpty() || text.length() <= 63 && LABEL_NAME.matcher(text).matches();
  }

  /** A numeric IPv4 or IPv6 address. */
  public static boolean isAddress(String text) {
    if (text.length() > 45) {
      return false;
    }
    if (IPV4.matcher(text).matches()) {
      return true;
    }
    if (!IPV6.matcher(text).matches()) {
      return false;
    }
    try {
      // With a colon in it this parses and never asks DNS.
      return InetAddress.getByName(text) != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** A numeric address, or a block {@code 10.0.0.0/8}. */
  public static boolean isBlock(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return isAddress(text);
    }
    String address = text.substring(0, slash);
    String bits = text.substring(slash + 1);
    return isAddress(address)
        && NUMBER.matcher(bits).matches()
        && bits.length() <= 3
        && Integer.parseInt(bits) <= (address.indexOf(':') < 0 ? 32 : 128);
  }
}
