package revenant.bench.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import revenant.bench.wire.Latencies;
import revenant.bench.wire.Load;

/// What one measurement found.
///
/// @param main what the scenario is about: a row of the table each
/// @param details what else is worth knowing
/// @param requests how many were answered, 0 if that means nothing
/// @param latencies what each of them took, if it was measured
/// @param series how it went
public record Outcome(
    List<Figure> main,
    List<Figure> details,
    long requests,
    Optional<Latencies> latencies,
    List<Series> series) {
  /// Copies.
  public Outcome {
    main = List.copyOf(main);
    details = List.copyOf(details);
    series = List.copyOf(series);
  }

  /// Only figures.
  public static Outcome of(Figure... main) {
    return new Outcome(List.of(main), List.of(), 0, Optional.empty(), List.of());
  }

  /// How many requests a second were answered, and when.
  public static Outcome rate(Load.Result result, Latencies latencies) {
    var rate = new Figure("", result.perSecond(), Unit.PER_SECOND);
    return of(rate).counting(result.requests()).with(latencies);
  }

  /// What half of the requests take, which others that run on the machine change least.
  public static Outcome time(Load.Result result, Latencies latencies) {
    var time = new Figure("", latencies.micros(50), Unit.MICROS);
    return of(time).counting(result.requests()).with(latencies);
  }

  /// With so many requests.
  public Outcome counting(long count) {
    return new Outcome(main, details, count, latencies, series);
  }

  /// With what each request took.
  public Outcome with(Latencies measured) {
    List<Figure> all = new ArrayList<>(details);
    all.addAll(Percentiles.figures(measured));
    return new Outcome(main, all, requests, Optional.of(measured), series);
  }

  /// Without what each request took, which needs room.
  Outcome withoutLatencies() {
    return new Outcome(main, details, requests, Optional.empty(), series);
  }

  /// With something else worth knowing.
  public Outcome with(Figure detail) {
    List<Figure> all = new ArrayList<>(details);
    all.add(detail);
    return new Outcome(main, all, requests, latencies, series);
  }

  /// With how something went.
  public Outcome with(Series course) {
    List<Series> all = new ArrayList<>(series);
    all.add(course);
    return new Outcome(main, details, requests, latencies, all);
  }
}
