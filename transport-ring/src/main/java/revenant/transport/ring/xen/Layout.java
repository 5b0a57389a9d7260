package revenant.transport.ring.xen;

import java.util.HexFormat;
import java.util.Map;
import revenant.api.transport.DomainStatus;

/// Where libxenctrl of one version puts what it says of a domain: `xc_dominfo_t` in xenctrl.h of
/// 4.17, `struct xen_domctl_getdomaininfo` in public/domctl.h of those after it. None of this is
/// promised to stay, so each version is declared by itself.
///
/// @param isList whether it is asked for all domains from one on, or for one
/// @param domid where the domid is, of 16 bits that count
/// @param flags where the flags are
/// @param dying the flag of a domain that is taken apart
/// @param shutdown the flags of one that has shut down, by itself or by a crash
/// @param handle where the UUID is that the toolstack gave it
record Layout(boolean isList, int domid, int flags, int dying, int shutdown, int handle) {
  static final Map<String, Layout> OF_VERSIONS =
      Map.of(
          "4.17", new Layout(true, 0, 8, 1, 2 | 4, 80),
          "4.18", new Layout(false, 0, 4, 1, 4, 76),
          "4.19", new Layout(false, 0, 4, 1, 4, 76),
          "4.20", new Layout(false, 0, 4, 1, 4, 76));

  private static final int HANDLE_BYTES = 16;

  int domid(Answer answer) {
    return answer.word(domid) & 0xFFFF;
  }

  DomainStatus status(Answer answer) {
    int said = answer.word(flags);
    return new DomainStatus(identity(answer), (said & shutdown) != 0, (said & dying) != 0);
  }

  /// Toolstacks need not give a domain any.
  private String identity(Answer answer) {
    byte[] uuid = answer.bytes(handle, HANDLE_BYTES);
    for (byte octet : uuid) if (octet != 0) return "uuid " + HexFormat.of().formatHex(uuid);
    return "";
  }

  /// What the library wrote.
  interface Answer {
    int word(int place);

    byte[] bytes(int place, int count);
  }
}
