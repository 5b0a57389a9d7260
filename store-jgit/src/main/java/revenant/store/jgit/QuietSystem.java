package revenant.store.jgit;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// What JGit sees of the machine: no environment, no configuration of the user or the system. So it
/// forks no `git`, and neither measures the file system's clock nor writes `~/.config/jgit`.
final class QuietSystem extends SystemReader {
  /// How fine the times of files are: a tick of a slow kernel, so that JGit looks again rather than
  /// trust a time that may be old.
  private static final Duration FILE_TIME = Duration.ofMillis(10);

  private static final int WINDOW_BYTES = 8 << 10;
  private static final int CACHE_BYTES = 2 << 20;

  private static final class Holder {
    static final boolean INSTALLED = set();

    private static boolean set() {
      SystemReader.setInstance(new QuietSystem());
      WindowCacheConfig cache = new WindowCacheConfig();
      cache.setPackedGitMMAP(false);
      cache.setPackedGitWindowSize(WINDOW_BYTES);
      cache.setPackedGitLimit(CACHE_BYTES);
      cache.setDeltaBaseCacheLimit(CACHE_BYTES);
      cache.install();
      return true;
    }
  }

  /// Makes JGit see this, and keep its caches small; once in the life of the process.
  static void install() {
    if (!Holder.INSTALLED) throw new AssertionError();
  }

  private static final class NoConfig extends FileBasedConfig {
    NoConfig(Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }

    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long otherwise, TimeUnit unit) {
      return section.equals("filesystem")
          ? unit.convert(FILE_TIME)
          : super.getTimeUnit(section, subsection, name, otherwise, unit);
    }
  }

  @Override
  public String getHostname() {
    return "localhost";
  }

  @Override
  public @Nullable String getenv(String variable) {
    return null;
  }

  @Override
  public @Nullable String getProperty(String key) {
    return System.getProperty(key);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  @SuppressWarnings("deprecation")
  public long getCurrentTime() {
    return now().toEpochMilli();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public ZoneOffset getTimeZoneAt(Instant when) {
    return ZoneOffset.UTC;
  }

  @Override
  @SuppressWarnings("deprecation")
  public int getTimezone(long when) {
    return 0;
  }
}
