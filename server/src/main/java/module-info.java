import org.jspecify.annotations.NullMarked;

/// The server itself: the protocol, the engine that decides, the journal that remembers, and the
/// loop that moves bytes between them.
@NullMarked
module revenant.server {
  requires transitive revenant.api;
  requires jdk.jfr;
  requires org.eclipse.collections.impl;

  exports revenant.server;
  exports revenant.server.engine;
  exports revenant.server.setup;
  exports revenant.server.wire;
}
