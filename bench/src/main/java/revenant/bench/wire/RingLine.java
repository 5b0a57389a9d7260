package revenant.bench.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import revenant.transport.ring.simulated.Packet;
import revenant.transport.ring.simulated.SimulatedGuest;

/// Over a domain's ring.
final class RingLine implements Line {
  private final SimulatedGuest guest;
  private int unanswered;
  private String text = "";

  RingLine(SimulatedGuest guest) {
    this.guest = guest;
  }

  /// Whether the domain was notified since it was asked last.
  boolean isTold() {
    return guest.takeNotification();
  }

  @Override
  public void send(byte[] packet, int transaction) throws IOException {
    int type = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN).getInt();
    guest.post(type, transaction, Arrays.copyOfRange(packet, Packets.HEADER, packet.length));
    unanswered++;
  }

  @Override
  public int next() throws IOException {
    if (guest.hasEvent()) return took(guest.event());
    if (guest.unanswered() == unanswered) return 0;
    unanswered--;
    return took(guest.reply());
  }

  private int took(Packet packet) {
    text = packet.text();
    return packet.type();
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public void close() {
    guest.close();
  }
}
