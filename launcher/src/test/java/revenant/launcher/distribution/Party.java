package revenant.launcher.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import revenant.launcher.distribution.Talk.Heard;

/// A few connections to one server, which say what a script tells them to.
final class Party implements AutoCloseable {
  /// What every connection heard of one request.
  ///
  /// @param answer to the request itself
  /// @param heard by each connection, in order, the answer included
  record Reaction(Heard answer, List<List<Heard>> heard) {}

  private static final int UNKNOWN = 4711;
  private static final Heard ENDED = new Heard(-1, "the connection ended");
  private static final Heard GOES_ON = new Heard(-1, "the connection goes on");

  private final Path socket;
  private final List<Talk> talks = new ArrayList<>();
  private final Map<Integer, Integer> transactions = new HashMap<>();

  Party(Path socket) throws IOException {
    this.socket = socket;
    clear();
    for (int i = 0; i < RandomScript.SPEAKERS; i++) talks.add(new Talk(socket));
  }

  /// Removes what a script may have left.
  private void clear() throws IOException {
    try (Talk talk = new Talk(socket)) {
      talk.say(Utterance.RM, 0, "/t\0");
      talk.say(Utterance.RM, 0, "/@t\0");
      talk.say(Utterance.MKDIR, 0, "/local/domain/0\0");
      talk.say(Utterance.RM, 0, "/local/domain/0/t\0");
      talk.say(Utterance.SET_PERMS, 0, "/\0n0\0");
      talk.say(Utterance.WRITE, 0, "/\0");
      talk.say(Utterance.SET_PERMS, 0, "@releaseDomain\0n0\0");
    }
  }

  /// Says the request that stands at `index` of a script.
  Reaction say(int index, Utterance utterance) throws IOException {
    List<List<Heard>> all = new ArrayList<>();
    Heard answer = ENDED;
    for (int i = 0; i < talks.size(); i++) all.add(new ArrayList<>());
    List<Heard> own = all.get(utterance.speaker());
    own.addAll(said(utterance));
    for (Heard heard : own) if (heard.type() != Heard.WATCH_EVENT) answer = heard;
    for (int i = 0; i < talks.size(); i++) all.get(i).addAll(talks.get(i).listen());
    if (utterance.type() == Utterance.TRANSACTION_START && !answer.isError())
      transactions.put(index, Integer.parseUnsignedInt(answer.payload().replace("\0", "")));
    return new Reaction(answer, all);
  }

  private List<Heard> said(Utterance utterance) throws IOException {
    int speaker = utterance.speaker();
    Talk talk = talks.get(speaker);
    if (utterance.type() != Utterance.TOO_MUCH)
      return talk.say(utterance.type(), transaction(utterance), utterance.payload());
    boolean isEnded = talk.isEndedBySayingTooMuch();
    talk.close();
    talks.set(speaker, new Talk(socket));
    return List.of(isEnded ? ENDED : GOES_ON);
  }

  private int transaction(Utterance utterance) {
    if (utterance.begun() == Utterance.NO_TRANSACTION) return 0;
    return transactions.getOrDefault(utterance.begun(), UNKNOWN);
  }

  @Override
  public void close() throws IOException {
    for (Talk talk : talks) talk.close();
  }
}
