package revenant.api.store;

import java.io.IOException;
import java.nio.file.Path;

/// The entry of a store plug-in, found by `java.util.ServiceLoader`. It has a public constructor
/// without parameters that does nothing, so that a provider that is not chosen costs nothing.
public interface StoreProvider {
  /// The name by which an operator chooses it (`--store=NAME`): letters, digits and `-`, such as
  /// `git`.
  String name();

  /// Opens the store in `folder`, making what is missing there. The folder exists, is the store's
  /// alone and is on the persistent area. Whatever a killed process left behind (locks,
  /// half-written files) is cleaned up here or in [Store#load()].
  ///
  /// @throws IOException if the store cannot be opened; its message is one line for the operator
  ///   that names the file and what to do
  Store open(Path folder, StoreOptions options) throws IOException;
}
