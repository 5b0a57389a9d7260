package revenant.server.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainStatus;
import revenant.api.transport.DomainTransport;
import revenant.server.engine.Context;
import revenant.server.engine.Domains;
import revenant.server.engine.Session;
import revenant.server.wire.Errno;
import revenant.server.wire.Packet;
import revenant.server.wire.Request;
import revenant.server.wire.RequestType;
import revenant.server.wire.Requests;

/// Notes what requests are told of domains, so that the server that never dies is told the same.
final class Census extends DomainsThrough {
  /// An answer about a domain; a connection is asked for right after it, or not.
  private static final class Answer {
    private final int domid;
    private final Optional<DomainStatus> status;
    private @Nullable Connection connection;

    Answer(int domid, Optional<DomainStatus> status) {
      this.domid = domid;
      this.status = status.filter(known -> !known.isDying());
    }
  }

  private final Deque<Answer> answers = new ArrayDeque<>();
  private @Nullable Answer last;
  private boolean isAsking;

  Census(DomainTransport domains) {
    super(domains);
  }

  /// Whether requests are being executed.
  void ask(boolean asking) {
    isAsking = asking;
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    Optional<DomainStatus> status = super.status(domid);
    if (!isAsking) return status;
    last = new Answer(domid, status);
    answers.add(last);
    return status;
  }

  @Override
  public Connection connect(int domid, int port) {
    Answer asked = last;
    last = null;
    Connection connection = super.connect(domid, port);
    if (isAsking && asked != null && asked.domid == domid) asked.connection = connection;
    return connection;
  }

  /// Whatever of it happened to whoever died is forgotten.
  void forget() {
    answers.clear();
    last = null;
    isAsking = false;
  }

  /// What the next request to be executed was told.
  Told told(Session by, Packet packet) {
    Told told = new Told(answers, new ArrayList<>());
    if (packet.type() != RequestType.INTRODUCE.number() || !by.isPrivileged()) return told;
    Request request = Requests.parse(RequestType.INTRODUCE, packet.payload(), "");
    if (request instanceof Request.Introduce(int domid, long gfn, int port))
      told.attachment = attachment(told.next(domid));
    return told;
  }

  private static Domains.Attachment attachment(Answer answer) {
    if (answer.status.isEmpty()) return new Domains.Attachment.Failed(Errno.ENOENT);
    Connection connection = answer.connection;
    return switch (connection) {
      case Connection.Made(var link, int port) ->
          new Domains.Attachment.Attached(answer.status.get().identity(), port);
      case Connection.Refused(String errno) -> new Domains.Attachment.Failed(Errno.valueOf(errno));
      case null -> throw new AssertionError("model: nobody connected");
    };
  }

  /// The same context for a request that is executed once more.
  static Context again(Context context) {
    if (!(context.domains() instanceof Told told)) return context;
    Told repeated = new Told(new ArrayDeque<>(told.heard), new ArrayList<>());
    return new Context(
        context.epochMillis(), repeated, context.admits(), context.isKeepingOrphans());
  }

  /// The domains of the host as one request was told of them.
  static final class Told implements Domains {
    private final Deque<Answer> coming;
    private final List<Answer> heard;
    private Attachment attachment = new Attachment.Failed(Errno.ENOENT);

    private Told(Deque<Answer> coming, List<Answer> heard) {
      this.coming = coming;
      this.heard = heard;
    }

    private Answer next(int domid) {
      Answer answer = coming.poll();
      boolean isAsAsked = answer != null && answer.domid == domid;
      if (answer == null || !isAsAsked)
        throw new AssertionError("model: the server asked something else than domain " + domid);
      heard.add(answer);
      return answer;
    }

    @Override
    public Optional<String> identity(int domid) {
      return next(domid).status.map(DomainStatus::identity);
    }

    @Override
    public Attachment attach(int domid, long gfn, int port) {
      return attachment;
    }
  }
}
