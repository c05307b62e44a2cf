import ArgumentParser

/// The options that say who may use the proxy, and through which further proxies servers are reached; as typed.
struct AccessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Ask clients for this user and password. Better set SLUICE_PROXY_AUTH: options can be read by others.",
            valueName: "user:password"
        )
    )
    var proxyAuth: String?

    @Option(
        help: ArgumentHelp("Ask clients for a user and password of this htpasswd file.", valueName: "file"),
        completion: .file()
    )
    var proxyAuthFile: String?

    @Option(
        help: ArgumentHelp(
            "Where balancers connect from that begin with a PROXY header: addresses and ranges like 10.0.0.0/8.",
            valueName: "addresses"
        )
    )
    var proxyProtocolFrom: String?

    @Option(
        help: ArgumentHelp("Reach all servers through this proxy: http, https or socks5.", valueName: "url")
    )
    var upstreamProxy: String?

    @Flag(help: "Reach servers through the proxies that http_proxy, https_proxy, all_proxy and no_proxy name.")
    var upstreamFromEnv = false
}
