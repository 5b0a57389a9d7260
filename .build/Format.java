import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.*;

/// Checks or applies the layout of every Java source: `Format.java check|apply FOLDER`.
void main(String[] args) throws Exception {
  boolean apply = args[0].equals("apply");
  var formatter = new Formatter();
  List<Path> wrong = new ArrayList<>();
  try (var files = Files.walk(Path.of(args[1]))) {
    for (Path file : (Iterable<Path>) files.filter(f -> isSource(f)).sorted()::iterator) {
      String is = Files.readString(file);
      String ordered = ImportOrderer.reorderImports(is, Style.GOOGLE);
      String should = formatter.formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
      if (is.equals(should)) continue;
      wrong.add(Path.of(args[1]).relativize(file));
      if (apply) Files.writeString(file, should);
    }
  }
  if (apply || wrong.isEmpty()) return;
  System.err.println("not formatted: " + wrong + "\nrun: mvn -N validate -Dformat=apply");
  System.exit(1);
}

boolean isSource(Path file) {
  return file.toString().endsWith(".java") && !file.toString().contains("/target/");
}
