package revenant.bench.report;

import java.util.Locale;

/// A drawing in SVG, to stand in a page. Colours are the page's: a class for each of the targets.
final class Svg {
  private final StringBuilder text = new StringBuilder();

  /// @param label what it shows, for who cannot see it
  Svg(double width, double height, String label) {
    text.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" role=\"img\""
                + " aria-label=\"%s\">\n",
            width,
            height,
            width,
            height,
            escaped(label)));
  }

  /// A bar that says what it is when it is pointed at.
  void bar(double x, double y, double width, double height, int target, String hint) {
    text.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"f%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
                + "<title>%s</title></rect>\n",
            target,
            x,
            y,
            Math.max(width, 1),
            height,
            escaped(hint)));
  }

  void rule(double x1, double y1, double x2, double y2) {
    text.append(
        String.format(
            Locale.ROOT,
            "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
            x1,
            y1,
            x2,
            y2));
  }

  void dot(double x, double y, int target, String hint) {
    text.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"f%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s</title></circle>\n",
            target,
            x,
            y,
            escaped(hint)));
  }

  /// @param points as `x,y x,y`
  void path(String points, int target) {
    text.append(
        String.format(Locale.ROOT, "<polyline class=\"l%d\" points=\"%s\"/>\n", target, points));
  }

  /// @param anchor `start`, `middle` or `end`: what of the text is at `x`
  void text(double x, double y, String anchor, String content) {
    text.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
            x,
            y,
            anchor,
            escaped(content)));
  }

  void title(double x, double y, String content) {
    text.append(
        String.format(
            Locale.ROOT,
            "<text class=\"title\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
            x,
            y,
            escaped(content)));
  }

  String finished() {
    return text + "</svg>\n";
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
