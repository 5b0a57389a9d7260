package revenant.server.simulation;

/// The page that a guest shares with the server (xenstore-ring.txt): two circular buffers and four
/// indices that run freely. It outlives the process.
final class Page {
  static final int SIZE = 1024;

  final byte[] requests = new byte[SIZE];
  final byte[] responses = new byte[SIZE];
  int requestConsumer;
  int requestProducer;
  int responseConsumer;
  int responseProducer;
  int features;
  int connection;
  int error;

  /// Whether the guest relies on what is in the page.
  boolean isInUse;

  /// Whether an event of the server's waits for the guest.
  boolean isNotified;

  /// Whether the guest's indices may be nonsense.
  boolean isLying;

  Page(int requests, int responses) {
    requestConsumer = requests;
    requestProducer = requests;
    responseConsumer = responses;
    responseProducer = responses;
  }

  static int at(int index) {
    return index & (SIZE - 1);
  }
}
