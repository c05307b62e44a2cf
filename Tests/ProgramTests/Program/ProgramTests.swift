import Testing

/// The real binary, started as its user would; one at a time, for it takes ports and processors.
@Suite(.serialized) struct ProgramTests {}
