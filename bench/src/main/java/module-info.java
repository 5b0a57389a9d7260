import org.jspecify.annotations.NullMarked;

/// The tool `bench`: compares Xenstore servers under load, over their unix sockets and, where the
/// host is simulated, over rings.
@NullMarked
module revenant.bench {
  requires static org.jspecify;
  requires info.picocli;
  requires HdrHistogram;
  requires jdk.jfr;
  requires revenant.api;
  requires revenant.transport.ring;
  requires revenant.transport.socket;

  provides revenant.api.tool.Tool with
      revenant.bench.BenchTool;
}
