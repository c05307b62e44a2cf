import Testing

/// Real clients, each through the real program with the variables that `sluice run` gives it, to origins on loopback.
///
/// One at a time: many of them want all processors.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ClientTests {}
