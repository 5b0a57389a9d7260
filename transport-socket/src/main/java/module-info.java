import org.jspecify.annotations.NullMarked;

/// A transport for clients of the same machine: a unix socket.
@NullMarked
module revenant.transport.socket {
  requires static org.jspecify;
  requires com.sun.jna;
  requires revenant.api;

  exports revenant.transport.socket.batch;

  provides revenant.api.transport.TransportProvider with
      revenant.transport.socket.SocketTransportProvider;
}
