package revenant.api.store;

import java.util.UUID;
import revenant.api.tree.Tree;

/// The server's state at one moment, as a tree. The clients' root is the node [#STORE]; beside it
/// stand what else the server needs to go on. All of it must come back; a store that shows history
/// shows all but what is below [#HIDDEN], whose change alone is not worth showing.
///
/// @param area which persistent area the checkpoint belongs to
/// @param journalPosition the journal's position that the tree is the result of, from 0 up
/// @param format the version of the tree's layout
/// @param tree the state
public record Checkpoint(UUID area, long journalPosition, int format, Tree tree) {
  /// The name below the root under which the clients' tree stands.
  public static final String STORE = "store";

  /// The name below the root under which everything stands that history need not show.
  public static final String HIDDEN = "hidden";
}
