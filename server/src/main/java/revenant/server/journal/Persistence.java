package revenant.server.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import revenant.api.store.StoreProvider;
import revenant.server.engine.State;
import revenant.server.setup.AckMode;
import revenant.server.setup.RecoveryReport;
import revenant.server.setup.ServerOptions;

/// What outlives the process, opened: what was recovered, and the ledger of what comes.
public interface Persistence extends Ledger, AutoCloseable {
  /// Opens the area, recovers what is there, and goes on from it.
  ///
  /// @param options the area's folder, the store's name, what a reply waits for, and so on
  /// @param store the plug-in that keeps checkpoints and history
  /// @param others finds another plug-in by its name, when the area is to change its store
  /// @param log takes lines for the operator
  /// @param fatal told of an error of this package's own threads: the process must end
  /// @throws IOException if the area cannot be used; its message is one line for the operator
  static Persistence open(
      ServerOptions options,
      StoreProvider store,
      Function<String, StoreProvider> others,
      Consumer<String> log,
      Consumer<Throwable> fatal)
      throws IOException {
    if (options.ack() == AckMode.NONE) return new Forgetful(State.initial(options.limits()));
    return new Opening(options, store, others, log, fatal, Means.DEFAULT).open();
  }

  /// Where the store called `name` keeps its files in the area in `folder`.
  static Path storeFolder(Path folder, String name) {
    return Area.storeFolder(folder, name);
  }

  /// The state to go on from: sockets are gone, transactions that were open are doomed.
  State recovered();

  /// What the start found.
  RecoveryReport report();

  /// Whoever was connected is again: what a start leaves for later may begin. To be called once.
  void goOn();

  /// Saves a last checkpoint and gives the area up. Nothing is lost if it is never called.
  @Override
  void close() throws IOException;
}
