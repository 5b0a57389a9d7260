import org.jspecify.annotations.NullMarked;

/// The persistent tree that everything shares, the memory that outlives a process, and the two
/// interfaces that plug-ins implement: a store keeps checkpoints and history, a transport brings
/// clients.
@NullMarked
module revenant.api {
  requires transitive org.eclipse.collections.api;
  requires org.eclipse.collections.impl;
  requires transitive org.jspecify;

  exports revenant.api.memory;
  exports revenant.api.store;
  exports revenant.api.tool;
  exports revenant.api.transport;
  exports revenant.api.tree;
}
