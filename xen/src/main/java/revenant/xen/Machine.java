package revenant.xen;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// QEMU with Xen in it, all of it emulated.
final class Machine {
  private static final Path ROOT = Path.of(System.getProperty("revenant.root"));
  private static final Path IMAGES = ROOT.resolve("xen/target/images");

  /// What a PV control domain must not see of QEMU 7.2's processor. SMAP: its IRET reads the stack
  /// as the kernel even when a kernel in ring 3 does it, which then faults. XSAVE and all that
  /// needs it: memory of processes gets lost when several are busy.
  private static final String PROCESSOR =
      "max,-smap,-rdtscp,-pku,-mpx,-xsave,-xsaveopt,-xsavec,-xsaves,-xgetbv1,-avx,-avx2,-f16c,-fma,"
          + "-vaes,-vpclmulqdq";

  private static final String XEN =
      "console=com1 com1=115200,8n1 dom0_mem=1024M,max:1024M smap=0 xpti=0 spec-ctrl=no pv-l1tf=0";

  private static final String KERNEL = "console=hvc0 quiet panic=-1 mitigations=off nokaslr";

  private Machine() {}

  /// Starts it; the control domain's port is a connection to `socket`. One processor: several that
  /// are emulated only wait for each other.
  static Process start(Path share, Path socket) throws IOException {
    List<String> command = new ArrayList<>(List.of("qemu-system-x86_64"));
    add(
        command,
        "-M q35 -accel tcg,thread=multi -smp 1 -m 1536 -nodefaults -display none -no-reboot");
    add(command, "-cpu " + PROCESSOR);
    add(command, "-serial file:" + share.resolve("serial.log"));
    add(command, "-chardev socket,id=port,path=" + socket);
    add(command, "-device virtio-serial-pci -device virtserialport,chardev=port");
    folder(command, "share", share, "");
    folder(command, "boot", IMAGES.resolve("boot"), ",readonly=on");
    folder(command, "revenant", Path.of(System.getProperty("revenant.dist")), ",readonly=on");
    Collections.addAll(command, "-kernel", IMAGES.resolve("xen").toString(), "-append", XEN);
    Collections.addAll(command, "-initrd");
    command.add(IMAGES.resolve("boot/vmlinux") + " " + KERNEL + "," + IMAGES.resolve("dom0.cpio"));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(Path.of("/dev/null").toFile());
    return builder.redirectOutput(share.resolve("qemu.log").toFile()).start();
  }

  private static void add(List<String> command, String words) {
    Collections.addAll(command, words.split(" ", -1));
  }

  private static void folder(List<String> command, String tag, Path folder, String more) {
    add(
        command,
        "-fsdev local,id=%1$s,path=%2$s,security_model=none,multidevs=remap%3$s -device virtio-9p-pci,fsdev=%1$s,mount_tag=%1$s"
            .formatted(tag, folder, more));
  }
}
