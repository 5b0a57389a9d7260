package revenant.launcher.distribution;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A test on a host that is only files.
abstract class OnSimulatedHost extends OnScratch {
  Guests guests;

  @BeforeEach
  void makeHost() {
    guests = new Guests(scratch.folder(), setup);
    setup = guests.setup();
  }

  @AfterEach
  void endGuests() {
    guests.close();
  }
}
