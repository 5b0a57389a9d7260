package revenant.bench.scenario;

import java.util.ArrayList;
import java.util.List;

/// A disk or a network interface of a guest, as the nodes of its two ends.
///
/// @param root below which all is: empty, or a folder where the guest is only played
/// @param kind `vbd` or `vif`
record Device(String root, int domid, String kind, int number) {
  /// What a guest has.
  static List<Device> of(String root, int domid) {
    List<Device> devices = new ArrayList<>();
    for (int number : List.of(51712, 51728)) devices.add(new Device(root, domid, "vbd", number));
    for (int number : List.of(0, 1)) devices.add(new Device(root, domid, "vif", number));
    return devices;
  }

  static String backendsOf(String root) {
    return root + "/local/domain/0/backend";
  }

  String frontend() {
    return "%s/local/domain/%d/device/%s/%d".formatted(root, domid, kind, number);
  }

  String backend() {
    return "%s/%s/%d/%d".formatted(backendsOf(root), kind, domid, number);
  }

  String library() {
    return "%s/libxl/%d/device/%s/%d".formatted(root, domid, kind, number);
  }

  boolean isDisk() {
    return kind.equals("vbd");
  }
}
