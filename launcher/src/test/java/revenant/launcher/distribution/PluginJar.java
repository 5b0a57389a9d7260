package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.spi.ToolProvider;
import revenant.testkit.process.Distribution;
import revenant.testkit.process.Scratch;

/// A store of somebody else's, in a JAR: it is called `nowhere` and keeps nothing.
final class PluginJar {
  private static final Map<String, String> SOURCES =
      Map.of(
          "module-info.java",
          """
          module com.example.nowhere {
            requires revenant.api;
            provides revenant.api.store.StoreProvider with com.example.nowhere.Provider;
          }
          """,
          "com/example/nowhere/Provider.java",
          """
          package com.example.nowhere;

          import java.nio.file.Path;
          import java.util.Optional;
          import revenant.api.store.*;

          public final class Provider implements StoreProvider {
            public String name() {
              return "nowhere";
            }

            public Store open(Path folder, StoreOptions options) {
              return new Store() {
                private Optional<Checkpoint> newest = Optional.empty();

                public Optional<Checkpoint> load() {
                  return newest;
                }

                public void save(Checkpoint next, Changes changes, Causes causes) {
                  newest = Optional.of(next);
                }

                public long bytesOnArea() {
                  return 0;
                }

                public void tidy(Deadline until) {}

                public void close() {}
              };
            }
          }
          """);

  private PluginJar() {}

  /// Compiles it against the modules of `distribution` and puts it into `jar`.
  static void build(Distribution distribution, Path jar) throws IOException {
    try (Scratch scratch = Scratch.create()) {
      for (var source : SOURCES.entrySet()) {
        Path file = scratch.resolve("source").resolve(source.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, source.getValue());
      }
      String classes = scratch.resolve("classes").toString();
      run(
          "javac",
          "--module-path=" + distribution.home().resolve("modules"),
          "-d",
          classes,
          scratch.resolve("source/module-info.java").toString(),
          scratch.resolve("source/com/example/nowhere/Provider.java").toString());
      run("jar", "--create", "--file", jar.toString(), "-C", classes, ".");
    }
  }

  private static void run(String tool, String... arguments) {
    ToolProvider provider = ToolProvider.findFirst(tool).orElseThrow();
    assertThat(provider.run(System.out, System.err, arguments)).isZero();
  }
}
