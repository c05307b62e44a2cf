import ArgumentParser

/// The options that say how TLS is spoken, as typed.
struct TLSOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Relay TLS of these hosts unread: *.bank.test or /regex/; repeatable.", valueName: "hosts")
    )
    var ignoreHosts: [String] = []

    @Option(help: ArgumentHelp("Intercept TLS of these hosts only; repeatable.", valueName: "hosts"))
    var allowHosts: [String] = []

    @Option(
        help: ArgumentHelp(
            "Relay unread, for so long, a host whose certificate a client pins (default: only say so).",
            valueName: "duration"
        )
    )
    var autoPassthrough: String?

    @Flag(name: .customLong("no-http2"), help: "Offer neither clients nor servers HTTP/2.")
    var noHTTP2 = false

    @Option(
        name: .customLong("http1-hosts"),
        help: ArgumentHelp("Speak HTTP/1.1 with these hosts and their clients; repeatable.", valueName: "hosts")
    )
    var http1Hosts: [String] = []

    @Option(
        name: .customLong("client-cert"),
        help: ArgumentHelp(
            "A PEM certificate, and its key, for servers that ask for one; repeatable.",
            valueName: "[hosts=]file[:key]"
        )
    )
    var clientCertificate: [String] = []

    @Option(
        name: .customLong("cert"),
        help: ArgumentHelp(
            "A PEM certificate, and its key, to show to clients of these hosts; repeatable.",
            valueName: "hosts=file[:key]"
        )
    )
    var certificate: [String] = []

    @Option(
        name: .customLong("ca-cert"),
        help: ArgumentHelp("Sign with this CA in place of Sluice's own.", valueName: "file"),
        completion: .file()
    )
    var authorityCertificate: String?

    @Option(
        name: .customLong("ca-key"),
        help: ArgumentHelp("The key of that CA, where its file does not hold it.", valueName: "file"),
        completion: .file()
    )
    var authorityKey: String?

    @Option(
        name: .customLong("tls-client-min"),
        help: ArgumentHelp("The least TLS version for clients: 1.0, 1.1, 1.2 or 1.3 (default: 1.2).", valueName: "v")
    )
    var clientMinimum: String?

    @Option(
        name: .customLong("tls-client-max"),
        help: ArgumentHelp("The greatest TLS version for clients (default: 1.3).", valueName: "v")
    )
    var clientMaximum: String?

    @Option(
        name: .customLong("tls-upstream-min"),
        help: ArgumentHelp("The least TLS version for servers (default: 1.2).", valueName: "v")
    )
    var upstreamMinimum: String?

    @Option(
        name: .customLong("tls-upstream-max"),
        help: ArgumentHelp("The greatest TLS version for servers (default: 1.3).", valueName: "v")
    )
    var upstreamMaximum: String?
}
