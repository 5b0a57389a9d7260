import java.nio.file.*;

/// Compares what Maven resolved with the checked-in list: `Dependencies.java check|apply RESOLVED
/// LIST`.
void main(String[] args) throws Exception {
  Path resolved = Path.of(args[1]);
  Path list = Path.of(args[2]);
  List<String> is = new ArrayList<>();
  for (String line : Files.readAllLines(resolved)) {
    // group:artifact:jar:version:scope, an optional remark, and what the resolver adds about
    // modules
    String[] parts = line.strip().split("\\s")[0].split(":");
    if (parts.length < 5 || parts[0].equals("revenant")) continue;
    is.add(
        String.join(":", List.of(parts).subList(0, parts.length - 1))
            + " "
            + parts[parts.length - 1]);
  }
  is.sort(null);
  if (args[0].equals("apply")) {
    Files.write(list, is);
    return;
  }
  List<String> should = Files.exists(list) ? Files.readAllLines(list) : List.of();
  if (is.equals(should)) return;
  System.err.println(list + " differs from what was resolved:");
  is.stream()
      .filter(line -> !should.contains(line))
      .forEach(line -> System.err.println("  resolved, not in the list: " + line));
  should.stream()
      .filter(line -> !is.contains(line))
      .forEach(line -> System.err.println("  in the list, not resolved: " + line));
  System.err.println("if that is wanted: mvn package -DskipTests -Dfast -Ddependencies=apply");
  System.exit(1);
}
