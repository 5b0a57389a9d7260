package revenant.launcher;

import java.lang.module.FindException;
import java.lang.module.ResolutionException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import revenant.api.store.StoreProvider;
import revenant.api.transport.TransportProvider;

/// Finds providers by name: first the built-in ones, then the plug-in folder's. Of a built-in one
/// that is not chosen only the provider's own small class is loaded, to ask for its name; of a
/// plug-in that is not chosen, nothing.
final class Providers {
  private final PluginFolder plugins;

  Providers(Path plugins) {
    this.plugins = new PluginFolder(plugins);
  }

  /// The store called `name`.
  ///
  /// @throws Failure if there is none, or if it cannot be loaded
  StoreProvider store(String name) throws Failure {
    var builtIn = ServiceLoader.load(StoreProvider.class);
    return new Search<>("store", StoreProvider.class, builtIn, StoreProvider::name).find(name);
  }

  /// The transport called `name`.
  ///
  /// @throws Failure if there is none, or if it cannot be loaded
  TransportProvider transport(String name) throws Failure {
    var builtIn = ServiceLoader.load(TransportProvider.class);
    return new Search<>("transport", TransportProvider.class, builtIn, TransportProvider::name)
        .find(name);
  }

  private final class Search<S> {
    private final String kind;
    private final Class<S> service;
    private final ServiceLoader<S> builtIn;
    private final Function<S, String> nameOf;

    Search(String kind, Class<S> service, ServiceLoader<S> builtIn, Function<S, String> nameOf) {
      this.kind = kind;
      this.service = service;
      this.builtIn = builtIn;
      this.nameOf = nameOf;
    }

    S find(String name) throws Failure {
      for (S provider : builtIn) if (nameOf.apply(provider).equals(name)) return provider;
      Optional<Path> path = plugins.find(name);
      if (path.isEmpty()) throw unknown(name);
      return plugIn(name, path.get());
    }

    private S plugIn(String name, Path path) throws Failure {
      try {
        ModuleLayer layer = PluginFolder.load(path);
        return ServiceLoader.load(layer, service).stream()
            .filter(provider -> provider.type().getModule().getLayer() == layer)
            .map(ServiceLoader.Provider::get)
            .filter(provider -> nameOf.apply(provider).equals(name))
            .findFirst()
            .orElseThrow(() -> unusable(path, "it provides no " + kind + " of that name"));
      } catch (FindException
          | ResolutionException
          | LayerInstantiationException
          | SecurityException cause) {
        throw unusable(path, cause);
      } catch (ServiceConfigurationError | LinkageError cause) {
        throw unusable(path, cause);
      }
    }

    private Failure unknown(String name) {
      Set<String> names = new TreeSet<>(plugins.names(service));
      builtIn.forEach(provider -> names.add(nameOf.apply(provider)));
      return Failure.usage(
          "there is no " + kind + " '" + name + "', but: " + String.join(", ", names));
    }

    private Failure unusable(Path path, Object reason) {
      return Failure.start("the plug-in " + path + " cannot be used: " + reason);
    }
  }
}
