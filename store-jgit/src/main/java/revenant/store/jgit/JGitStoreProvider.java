package revenant.store.jgit;

import java.io.IOException;
import java.nio.file.Path;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;

/// The git store, called `git`.
public final class JGitStoreProvider implements StoreProvider {
  /// Does nothing; JGit is set up when a store is opened.
  public JGitStoreProvider() {}

  @Override
  public String name() {
    return "git";
  }

  @Override
  public Store open(Path folder, StoreOptions options) throws IOException {
    QuietSystem.install();
    GitFolder git = new GitFolder(folder.toAbsolutePath());
    git.prepare();
    return new JGitStore(git, options);
  }
}
