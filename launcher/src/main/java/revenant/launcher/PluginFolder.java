package revenant.launcher;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The folder with third-party providers. The one called NAME is `NAME.jar`, or `NAME/*.jar` with
/// what it depends on; so to know what is there nothing need be loaded.
///
/// @param folder need not exist
record PluginFolder(Path folder) {
  private static final String JAR = ".jar";

  /// Where the provider called `name` is.
  Optional<Path> find(String name) {
    return Stream.of(folder.resolve(name + JAR), folder.resolve(name))
        .filter(path ->
            path.toString().endsWith(JAR) ? Files.isRegularFile(path) : Files.isDirectory(path))
        .findFirst();
  }

  /// The names of those that say they provide `service`. They are asked for their descriptors only.
  Set<String> names(Class<?> service) {
    Set<String> names = new TreeSet<>();
    if (!Files.isDirectory(folder)) return names;
    try (Stream<Path> entries = Files.list(folder)) {
      entries.filter(path -> provides(path, service)).forEach(path -> names.add(name(path)));
    } catch (IOException _) {
      // A folder that cannot be read has nothing to offer.
    }
    return names;
  }

  /// A layer of its own for the plug-in in `path`. What our own layer has comes from there, even if
  /// the plug-in brings its own copy.
  ///
  /// @throws FindException if one of its modules cannot be read
  @SuppressWarnings("restricted")
  static ModuleLayer load(Path path) {
    ModuleLayer own =
        Optional.ofNullable(PluginFolder.class.getModule().getLayer()).orElse(ModuleLayer.boot());
    ModuleFinder jars = ModuleFinder.of(path);
    Set<String> roots =
        jars.findAll().stream()
            .map(module -> module.descriptor().name())
            .filter(name -> own.findModule(name).isEmpty())
            .collect(Collectors.toSet());
    Configuration resolved = own.configuration().resolve(ModuleFinder.of(), jars, roots);
    ModuleLayer.Controller controller =
        ModuleLayer.defineModulesWithOneLoader(
            resolved, List.of(own), PluginFolder.class.getClassLoader());
    controller.layer().modules().forEach(controller::enableNativeAccess);
    return controller.layer();
  }

  private static boolean provides(Path path, Class<?> service) {
    try {
      return ModuleFinder.of(path).findAll().stream()
          .map(ModuleReference::descriptor)
          .map(ModuleDescriptor::provides)
          .flatMap(Set::stream)
          .anyMatch(provided -> provided.service().equals(service.getName()));
    } catch (FindException _) {
      return false;
    }
  }

  private static String name(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(JAR) ? name.substring(0, name.length() - JAR.length()) : name;
  }
}
