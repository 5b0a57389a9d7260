package revenant.server.simulation;

import java.util.Map;

/// What a run of a [RealWorld] was like.
///
/// @param steps of all processes
/// @param deaths how many processes died
/// @param chosen how many of them where it was chosen
/// @param recoverySteps from the first chosen death until the next process served
/// @param isTearable whether the step of that death has a middle
/// @param isPlain whether it is a store without an order
/// @param isGivenUp whether a process refused to start because the two before it had died in their
///   recovery on the same record, as is meant
/// @param seen what happened how often
public record StepReport(
    long steps,
    int deaths,
    int chosen,
    long recoverySteps,
    boolean isTearable,
    boolean isPlain,
    boolean isGivenUp,
    Map<String, Integer> seen) {}
