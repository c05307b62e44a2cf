import Testing

/// The real binary, started as its user would.
@Suite(.serialized) struct ProgramTests {}
