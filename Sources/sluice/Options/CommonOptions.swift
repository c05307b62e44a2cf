import ArgumentParser

/// The options of every command that starts the proxy, as typed.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where and how clients connect: HOST:PORT for an HTTP proxy (default: 127.0.0.1:8080; port 0 picks one), or "
                + "MODE@HOST:PORT with the mode reverse:URL, socks5, upstream:URL or transparent; repeatable.",
            valueName: "listener"
        )
    )
    var listen: [String] = []

    @Flag(help: "Leave the Host field of requests to reverse listeners as it came.")
    var keepHost = false

    @OptionGroup var access: AccessOptions

    @Option(help: ArgumentHelp("How much of each body is kept (default: 16MiB).", valueName: "size"))
    var bodyLimit: String?

    @Option(
        help: ArgumentHelp(
            "How much memory Sluice may take with all flows (default: 1GiB; held to from 64MiB on).",
            valueName: "size"
        )
    )
    var memory: String?

    @Option(
        help: ArgumentHelp(
            "How much of the bodies that memory has no room for is kept on disk (default: 4GiB; 0: nothing).",
            valueName: "size"
        )
    )
    var spill: String?

    @Option(
        name: .customLong("upstream-ca"),
        help: ArgumentHelp("A PEM file of further authorities to trust upstream; repeatable.", valueName: "file"),
        completion: .file()
    )
    var upstreamAuthority: [String] = []

    @Flag(help: "Do not verify the certificates of servers.")
    var insecure = false

    @OptionGroup(title: "TLS") var tls: TLSOptions

    @Option(help: ArgumentHelp("Block requests that match a filter; repeatable.", valueName: "expression"))
    var block: [String] = []

    @Option(help: ArgumentHelp("Show, or write, only flows that match a filter.", valueName: "expression"))
    var filter: String?

    @Option(
        help: ArgumentHelp(
            "What protobuf messages mean, as protoc --descriptor_set_out wrote it; repeatable.",
            valueName: "file"
        ),
        completion: .file()
    )
    var protoDescriptors: [String] = []

    @Option(
        help: ArgumentHelp("Event loops that carry traffic (default: one less than there are cores).", valueName: "n")
    )
    var threads: String?

    @Option(help: ArgumentHelp("How long to wait for a server to accept (default: 10s).", valueName: "duration"))
    var connectTimeout: String?

    @Option(help: ArgumentHelp("Close connections on which nothing moves (default: 10m).", valueName: "duration"))
    var idleTimeout: String?

    @Option(
        help: ArgumentHelp("Where the log goes (default: sluice.log in the state directory).", valueName: "file"),
        completion: .file()
    )
    var logFile: String?

    @Option(
        help: ArgumentHelp("The least level that is logged (default: info).", valueName: "level"),
        completion: .list(Settings.logLevels)
    )
    var logLevel: String?
}
