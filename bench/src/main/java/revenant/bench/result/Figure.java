package revenant.bench.result;

/// Something measured.
///
/// @param name what it is, such as `create`; empty for what the scenario is named after
public record Figure(String name, double value, Unit unit) {}
