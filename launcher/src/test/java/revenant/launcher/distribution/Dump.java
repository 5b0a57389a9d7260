package revenant.launcher.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import revenant.testkit.client.Answer;
import revenant.testkit.client.Operation;
import revenant.testkit.client.XenstoreClient;

/// Reads all there is at and below a node, many requests at a time.
final class Dump {
  private static final int BATCH = 32;
  private static final int REQUESTS_PER_NODE = 3;

  private final XenstoreClient client;
  private final Map<String, Model.Entry> nodes = new TreeMap<>();

  private Dump(XenstoreClient client) {
    this.client = client;
  }

  static Map<String, Model.Entry> of(XenstoreClient client, String root) throws IOException {
    if (client.read(root).errno().isPresent()) return Map.of();
    Dump dump = new Dump(client);
    for (List<String> level = List.of(root); !level.isEmpty(); level = dump.take(level)) {}
    return dump.nodes;
  }

  /// Reads these nodes; answers the paths of their children.
  private List<String> take(List<String> level) throws IOException {
    List<String> below = new ArrayList<>();
    for (int i = 0; i < level.size(); i += BATCH)
      takeAtOnce(level.subList(i, Math.min(level.size(), i + BATCH)), below);
    return below;
  }

  private void takeAtOnce(List<String> paths, List<String> below) throws IOException {
    for (String path : paths) {
      byte[] payload = (path + "\0").getBytes(ISO_8859_1);
      client.send(Operation.READ, 0, payload);
      client.send(Operation.GET_PERMS, 0, payload);
      client.send(Operation.DIRECTORY, 0, payload);
    }
    client.flush();
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS_PER_NODE * paths.size(); i++) answers.add(client.receive());
    for (int i = 0; i < paths.size(); i++)
      take(
          paths.get(i), answers.subList(REQUESTS_PER_NODE * i, REQUESTS_PER_NODE * (i + 1)), below);
  }

  private void take(String path, List<Answer> answers, List<String> below) throws IOException {
    nodes.put(path, new Model.Entry(answers.get(0).text(), answers.get(1).strings()));
    Answer listed = answers.get(2);
    List<String> names = listed.isOk() ? listed.strings() : client.children(path);
    for (String name : names) below.add(path + "/" + name);
  }
}
