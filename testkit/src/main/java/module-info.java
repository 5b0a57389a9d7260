import org.jspecify.annotations.NullMarked;

/// What tests of this project and of plug-ins are made of: the rules that every plug-in keeps, as
/// JUnit classes to extend, and what they need.
@NullMarked
module revenant.testkit {
  requires transitive org.assertj.core;
  requires transitive org.junit.jupiter.api;
  requires transitive revenant.api;

  exports revenant.testkit.client;
  exports revenant.testkit.process;
  exports revenant.testkit.store;
  exports revenant.testkit.transport;

  opens revenant.testkit.store to
      org.junit.platform.commons;
  opens revenant.testkit.transport to
      org.junit.platform.commons;

  uses revenant.api.store.StoreProvider;
}
