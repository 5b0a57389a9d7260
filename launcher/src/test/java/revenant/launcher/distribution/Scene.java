package revenant.launcher.distribution;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import revenant.launcher.distribution.Party.Reaction;

/// What a script has led to so far, as far as excuses depend on it.
final class Scene {
  private final List<Utterance> script;
  private final Set<Integer> open = new HashSet<>();
  private final Set<Integer> disturbed = new HashSet<>();

  Scene(List<Utterance> script) {
    this.script = script;
  }

  /// Takes note of a request that was answered.
  void note(int index, Reaction reaction) {
    Utterance said = script.get(index);
    boolean isOk = !reaction.answer().isError();
    boolean isEnd = said.isInTransaction() && said.type() == Utterance.TRANSACTION_END;
    if (said.type() == Utterance.TRANSACTION_START && isOk) open.add(index);
    if (isEnd && !reaction.answer().answer().equals("EINVAL")) open.remove(said.begun());
    boolean isChange = isEnd || (said.isWrite() && !said.isInTransaction());
    if (isOk && isChange) disturbed.addAll(open);
  }

  /// Whether anything else was changed since the transaction of `said` began.
  boolean isDisturbed(Utterance said) {
    return disturbed.contains(said.begun());
  }
}
