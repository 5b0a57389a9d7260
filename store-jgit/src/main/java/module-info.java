import org.jspecify.annotations.NullMarked;

/// A store that keeps checkpoints and history as a bare git repository, which stock git reads at
/// any time.
@NullMarked
@SuppressWarnings("requires-automatic")
module revenant.store.jgit {
  requires org.eclipse.jgit;
  requires revenant.api;
  // What JGit itself needs: an automatic module cannot ask for it.
  requires com.googlecode.javaewah;
  requires java.management;
  requires java.security.jgss;
  requires java.sql;
  requires org.apache.commons.codec;
  requires org.slf4j;

  provides revenant.api.store.StoreProvider with
      revenant.store.jgit.JGitStoreProvider;
}
