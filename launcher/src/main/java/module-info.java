import org.jspecify.annotations.NullMarked;

/// The command: reads the command line, finds the plug-ins that it names, puts them and the server
/// together, and is the daemon.
@NullMarked
module revenant.launcher {
  requires static org.jspecify;
  requires revenant.api;
  requires revenant.server;
  requires com.sun.jna;
  requires info.picocli;
  requires jdk.unsupported;

  exports revenant.launcher to
      com.sun.jna;

  uses revenant.api.store.StoreProvider;
  uses revenant.api.tool.Tool;
  uses revenant.api.transport.TransportProvider;
}
